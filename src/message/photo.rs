//! Photos that a teacher adds to a good moment: made small, and bare of all that a camera writes beside the picture.
//!
//! The picture is decoded and encoded anew, so that nothing of the file's own survives: no place, no time, no camera, no
//! preview with the part that was cut away. The only user of the `image` crate; what it may take of memory is limited
//! before it decodes, since a small file can claim to be an enormous picture.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use std::fmt;
use std::io::Cursor;

/// Larger files are refused before they are read, in octets.
pub const LARGEST_FILE: usize = 25 << 20;
/// What a photo may have in a mail, in octets.
pub const LARGEST_IN_MAIL: usize = 500_000;
/// Its longer side in a mail, in pixels.
pub const LONGEST_SIDE: u32 = 1600;

const MOST_PIXELS: u64 = 60_000_000;
const LONGEST_SIDE_READ: u32 = 20_000;
/// What decoding may take of memory, in octets.
const MOST_MEMORY: u64 = 512 << 20;

/// Longer side and quality, tried in this order until the photo is small enough.
const TRIES: [(u32, u8); 5] = [(LONGEST_SIDE, 85), (LONGEST_SIDE, 70), (LONGEST_SIDE, 50), (1200, 50), (800, 40)];

/// A photo as it goes into a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    pub jpeg: Vec<u8>,
}

impl fmt::Debug for Photo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "‹photo, {} octets›", self.jpeg.len())
    }
}

/// Why a file is not taken for a photo; the words are for the teacher.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PhotoProblem {
    #[error("the photo's file is larger than {} MB; take a smaller version of it", LARGEST_FILE >> 20)]
    FileTooLarge,
    #[error("this is an iPhone's HEIC file, which many mail programs cannot show; export the photo as JPEG")]
    Heic,
    #[error("this is no photo that homeroom can read; use a JPEG, PNG or WebP file")]
    Unreadable,
    #[error("the photo has too many pixels (more than 60 million); take a smaller version of it")]
    TooManyPixels,
    #[error("the photo does not get small enough for a mail ({} KB); take another one", LARGEST_IN_MAIL / 1000)]
    StaysTooLarge,
}

/// Reads a file and makes of it what goes into a mail.
///
/// # Errors
/// The file is too large, no photo, or of a kind that is not read.
pub fn clean(file: &[u8]) -> Result<Photo, PhotoProblem> {
    if file.len() > LARGEST_FILE {
        return Err(PhotoProblem::FileTooLarge);
    }
    let picture = upright(file)?;
    for (side, quality) in TRIES {
        let mut jpeg = Vec::new();
        let small = on_white(&within(&picture, side));
        // The encoder writes a picture and nothing else, as no metadata is handed to it.
        JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(&small).map_err(|_| PhotoProblem::Unreadable)?;
        if jpeg.len() <= LARGEST_IN_MAIL {
            return Ok(Photo { jpeg });
        }
    }
    Err(PhotoProblem::StaysTooLarge)
}

/// The picture as the camera was held.
fn upright(file: &[u8]) -> Result<DynamicImage, PhotoProblem> {
    let format = image::guess_format(file).ok();
    if !matches!(format, Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) {
        return Err(if is_heic(file) { PhotoProblem::Heic } else { PhotoProblem::Unreadable });
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE_READ);
    limits.max_image_height = Some(LONGEST_SIDE_READ);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::new(Cursor::new(file));
    if let Some(format) = format {
        reader.set_format(format);
    }
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(problem)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PhotoProblem::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(problem)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn problem(error: image::ImageError) -> PhotoProblem {
    match error {
        image::ImageError::Limits(_) => PhotoProblem::TooManyPixels,
        _ => PhotoProblem::Unreadable,
    }
}

/// ISO base media files name their brand in the first box.
fn is_heic(file: &[u8]) -> bool {
    let brand = file.get(4..12).unwrap_or_default();
    [b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1"].iter().any(|known| brand == *known)
}

fn within(picture: &DynamicImage, side: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= side {
        return picture.clone();
    }
    picture.resize(side, side, FilterType::Triangle)
}

/// JPEG knows no transparency: what shines through is white, as paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let clear = picture.to_rgba8();
    RgbImage::from_fn(clear.width(), clear.height(), |x, y| {
        let [r, g, b, alpha] = clear.get_pixel(x, y).0;
        let over = |c: u8| {
            let shade = u32::from(c) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(shade / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([over(r), over(g), over(b)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageEncoder, Rgb, RgbaImage, codecs::png::PngEncoder};

    const CANARY: &[u8] = b"GPS-canary-of-the-place";

    /// Red above, blue below.
    fn picture(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |_, y| if y < height / 2 { Rgb([220, 0, 0]) } else { Rgb([0, 0, 220]) })
    }

    fn jpeg(picture: &RgbImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 95).encode_image(picture).unwrap();
        bytes
    }

    /// A segment behind the start of the image.
    fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, marker], &length, body, &jpeg[2..]].concat()
    }

    fn exif(orientation: u8) -> Vec<u8> {
        let entry = [0x01, 0x12, 0x00, 0x03, 0, 0, 0, 1, 0, orientation, 0, 0];
        [b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01", &entry[..], &[0, 0, 0, 0], CANARY].concat()
    }

    fn read(photo: &Photo) -> RgbImage {
        image::load_from_memory(&photo.jpeg).unwrap().to_rgb8()
    }

    fn holds(bytes: &[u8], needle: &[u8]) -> bool {
        bytes.windows(needle.len()).any(|window| window == needle)
    }

    #[test]
    fn nothing_that_a_camera_writes_beside_the_picture_is_left() {
        let mut file = with_segment(&jpeg(&picture(300, 200)), 0xe1, &exif(1));
        file = with_segment(&file, 0xe1, &[b"http://ns.adobe.com/xap/1.0/\0".as_slice(), CANARY].concat());
        file = with_segment(&file, 0xe2, &[b"MPF\0".as_slice(), CANARY].concat());
        file = with_segment(&file, 0xfe, CANARY);
        file.extend_from_slice(CANARY);
        assert!(holds(&file, CANARY));
        let photo = clean(&file).unwrap();
        assert!(!holds(&photo.jpeg, CANARY) && !holds(&photo.jpeg, b"Exif"));
        let markers: Vec<u8> = photo.jpeg.windows(2).filter(|w| w[0] == 0xff && w[1] >= 0xe1).map(|w| w[1]).collect();
        assert!(markers.iter().all(|m| !(0xe1..=0xef).contains(m) && *m != 0xfe), "{markers:x?}");
    }

    #[test]
    fn a_photo_stands_upright_whatever_way_the_camera_was_held() {
        for (orientation, size, red) in
            [(1, (300, 200), (150, 20)), (3, (300, 200), (150, 180)), (6, (200, 300), (180, 150))]
        {
            let seen = read(&clean(&with_segment(&jpeg(&picture(300, 200)), 0xe1, &exif(orientation))).unwrap());
            assert_eq!(seen.dimensions(), size, "orientation {orientation}");
            let Rgb([r, _, b]) = *seen.get_pixel(red.0, red.1);
            assert!(r > 150 && b < 100, "orientation {orientation}: {r} {b}");
        }
    }

    #[test]
    fn a_photo_gets_small_in_pixels_and_in_octets() {
        let seen = read(&clean(&jpeg(&picture(4000, 1000))).unwrap());
        assert_eq!(seen.dimensions(), (1600, 400));
        let mut rng = fastrand::Rng::with_seed(7);
        let noise = RgbImage::from_fn(1800, 1800, |_, _| Rgb([rng.u8(..), rng.u8(..), rng.u8(..)]));
        let photo = clean(&jpeg(&noise)).unwrap();
        assert!(photo.jpeg.len() <= LARGEST_IN_MAIL, "{}", photo.jpeg.len());
        assert_eq!(
            read(&clean(&jpeg(&picture(20, 30))).unwrap()).dimensions(),
            (20, 30),
            "a small one is not blown up"
        );
    }

    #[test]
    fn png_and_webp_are_photos_too_and_what_is_clear_is_white() {
        let clear = RgbaImage::from_pixel(10, 10, image::Rgba([0, 0, 0, 0]));
        let mut png = Vec::new();
        PngEncoder::new(&mut png).write_image(&clear, 10, 10, image::ExtendedColorType::Rgba8).unwrap();
        assert_eq!(*read(&clean(&png).unwrap()).get_pixel(5, 5), Rgb([255, 255, 255]));
        let mut webp = Vec::new();
        image::codecs::webp::WebPEncoder::new_lossless(&mut webp)
            .write_image(&clear, 10, 10, image::ExtendedColorType::Rgba8)
            .unwrap();
        assert_eq!(*read(&clean(&webp).unwrap()).get_pixel(5, 5), Rgb([255, 255, 255]));
    }

    #[test]
    fn what_is_no_photo_is_refused_in_words_before_it_takes_memory() {
        assert_eq!(clean(b""), Err(PhotoProblem::Unreadable));
        assert_eq!(clean(b"%PDF-1.7 no photo"), Err(PhotoProblem::Unreadable));
        assert_eq!(clean(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), Err(PhotoProblem::Heic));
        assert_eq!(clean(&vec![0; LARGEST_FILE + 1]), Err(PhotoProblem::FileTooLarge));
        let whole = jpeg(&picture(300, 200));
        assert_eq!(clean(&whole[..100]), Err(PhotoProblem::Unreadable));
        // A bomb: a few octets that claim 19,000 by 19,000 pixels.
        let mut bomb = whole.clone();
        let frame = bomb.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
        bomb[frame + 5..frame + 9].copy_from_slice(&[0x4a, 0x38, 0x4a, 0x38]);
        assert_eq!(clean(&bomb), Err(PhotoProblem::TooManyPixels));
        bomb[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
        assert_eq!(clean(&bomb), Err(PhotoProblem::TooManyPixels));
        for problem in [PhotoProblem::FileTooLarge, PhotoProblem::Heic, PhotoProblem::StaysTooLarge] {
            assert!(problem.to_string().starts_with("th"), "{problem}");
        }
    }

    #[test]
    fn no_file_makes_homeroom_stumble() {
        let whole = with_segment(&jpeg(&picture(64, 48)), 0xe1, &exif(6));
        let mut rng = fastrand::Rng::with_seed(11);
        for _ in 0..300 {
            let mut file = whole.clone();
            for _ in 0..rng.usize(1..12) {
                let at = rng.usize(..file.len());
                file[at] = rng.u8(..);
            }
            file.truncate(rng.usize(..=file.len()));
            let _ = clean(&file);
        }
    }
}
