//! Vietnamese. The phone letter is typed without diacritics, as many people do in a hurry.

use super::{Letter, Topic, asks, tells};

pub const LETTERS: &[Letter] = &[
    tells(
        Topic::Absence,
        "Xin phép cho {child} nghỉ học hôm nay",
        "Chào cô Rivera,

Đêm qua {child} bị sốt nên hôm nay tôi xin cho cháu nghỉ. Nếu sáng mai hết sốt thì cháu đi học lại. Nhờ cô để bài toán vào ngăn của cháu, cuối tuần cháu sẽ làm bù.

Cảm ơn cô,
{me}",
    ),
    tells(
        Topic::Thanks,
        "Cảm ơn cô",
        "Chào cô Rivera,

Hôm qua trên đường về {child} kể suốt về núi lửa, đến nhà lại kể cho bà nghe. Lâu rồi tôi mới thấy cháu thích kể chuyện ở trường như vậy. Cảm ơn cô nhiều.

{me}",
    ),
    asks(
        Topic::Homework,
        "Bài toán trang 43",
        "Chào cô,

Bài số 6 trang 43 nhà tôi không biết giải thế nào. {child} nói ở lớp làm theo cách vẽ ô, còn tôi chỉ biết cách đặt tính. Cô muốn cháu làm theo cách nào? Nếu ra đúng kết quả thì làm cách khác có được không cô?

{me}",
    ),
    asks(
        Topic::Homework,
        "Bảng từ chính tả",
        "Chào cô Rivera,

Bảng từ chính tả là cho thứ Sáu này hay thứ Sáu tuần sau vậy cô? {child} bảo tuần sau, nhưng lần trước cháu cũng nói vậy. Còn các câu thì cháu phải viết tay hay đánh máy cũng được?

{me}",
    ),
    asks(
        Topic::Reading,
        "Về việc đọc của {child}",
        "Thưa cô Rivera,

Tôi hơi lo về việc đọc tiếng Anh của {child}. Ở nhà, gặp từ dài là cháu nhìn chữ đầu rồi đoán, tôi bảo nhìn lại thì cháu giận. Tiếng Việt thì cháu đọc khá hơn. Ở lớp cô có thấy như vậy không? Ở nhà chúng tôi nên làm gì để giúp cháu?

Tiếng Anh của tôi còn kém nên tôi viết bằng tiếng Việt, mong cô thông cảm.

{me}",
    ),
    tells(
        Topic::PickUp,
        "Đón {child} thứ Năm",
        "Chào cô Rivera,

Thứ Năm này em gái tôi sẽ đón {child} thay tôi. Tên em tôi đã có trong danh sách ở văn phòng, em sẽ mang theo giấy tờ. Hôm đó cháu không đi xe buýt.

{me}",
    ),
    asks(
        Topic::Long,
        "Vài việc về {child}",
        "Thưa cô Rivera,

Thư hơi dài, khi nào rảnh cô đọc giúp tôi.

Thứ nhất, cảm ơn cô đã xếp cho {child} ngồi gần bảng hơn. Cháu nói bây giờ nhìn rõ rồi, không phải hỏi bạn bên cạnh nữa. Ngày 24 chúng tôi đưa cháu đi khám mắt, có thể sau đó cháu phải đeo kính.

Thứ hai, tháng Mười nhà tôi chuyển chỗ ở nên sáng nào cũng phải ra khỏi nhà trước bảy giờ. Nếu buổi sáng cháu mệt thì chắc là vì vậy. Tôi để thêm một phần ăn nhẹ trong cặp, khi nào cháu đói cô cho cháu ăn nhé.

Thứ ba là việc tôi nghĩ nhiều nhất. Cháu nói cháu không giơ tay nữa, vì cháu nghĩ xong bằng tiếng Anh thì đã có bạn trả lời rồi. Tôi không muốn làm to chuyện, nhưng ở nhà cháu nói nhiều lắm. Ở lớp cháu có ít nói như vậy không cô? Ở nhà chúng tôi có thể làm gì mà cháu không thấy như phải học thêm một buổi nữa?

Ngày nào sau ba giờ rưỡi tôi cũng đến trường được. Nếu cần, tôi nhờ người quen dịch giúp.

Cảm ơn cô nhiều,
{me}",
    ),
    tells(
        Topic::Phone,
        "{child}",
        "co oi toi ket xe, tre 10 phut
nho co cho {child} doi ben trong",
    ),
    asks(
        Topic::Sibling,
        "{child} và {sibling} thứ Hai",
        "Chào cô Rivera,

Thứ Hai {sibling} có hẹn nha sĩ lúc 1 giờ 15 nên 12 giờ rưỡi tôi đón cả hai cháu, cả {child} nữa. Cháu có kịp ăn trưa trước khi về không cô?

{me}",
    ),
    asks(
        Topic::Trip,
        "Giấy đi bảo tàng",
        "Chào cô Rivera,

Tôi đã ký giấy cho cháu đi bảo tàng nhưng lỡ giặt chung với quần áo mất rồi. Cô gửi {child} mang về tờ khác được không? Hôm đó cháu mang cơm theo hay mua ở đó, thưa cô?

{me}",
    ),
    asks(
        Topic::Friends,
        "Giờ ra chơi",
        "Thưa cô Rivera,

Ba hôm nay {child} về nhà đều buồn. Hỏi mãi tôi mới biết giờ ra chơi các bạn chia đội đá bóng và cháu luôn được chọn sau cùng. Cháu không muốn tôi nói ra, nên xin cô đừng nhắc đến thư này với cháu. Cô để ý giúp rồi cho tôi biết tình hình được không?

Cảm ơn cô,
{me}",
    ),
    asks(
        Topic::Medicine,
        "Thuốc xịt của {child}",
        "Chào cô Rivera,

Bác sĩ đổi thuốc xịt của {child} sang loại màu xanh, xịt hai lần trước giờ thể dục. Thuốc và giấy tôi để ở túi trước của cặp. Ống dự phòng tôi gửi cô hay gửi y tá?

{me}",
    ),
    tells(
        Topic::GoodNote,
        "Thư của cô về {child}",
        "Cả nhà tôi rất vui khi đọc thư cô. Tôi đọc to trong bữa tối, {child} làm như không nghe, một lúc sau lại bảo tôi đọc thêm lần nữa. Bây giờ thư dán trên tủ lạnh.

Cảm ơn cô đã cho chúng tôi biết cả những chuyện vui.
{me}",
    ),
    tells(
        Topic::ReadingLog,
        "Sổ đọc sách",
        "Cháu có đọc, chỉ là chúng tôi hay quên ghi. Tuần này cháu đọc bốn tối, mỗi tối khoảng hai mươi phút, phần nhiều là cuốn truyện về con rồng. Sổ đã ký và để sẵn trong cặp.

{me}",
    ),
    tells(
        Topic::Birthday,
        "Cảm ơn lời chúc của cô",
        "Thật bất ngờ, cảm ơn cô! {child} đội chiếc vương miện giấy đến tận giờ đi ngủ và không cho tôi vứt đi.

{me}",
    ),
    tells(
        Topic::Yes,
        "Thứ Năm",
        "Dạ được, thứ Năm lúc 3 giờ 45 tôi đến được. Hẹn gặp cô.

{me}",
    ),
];
