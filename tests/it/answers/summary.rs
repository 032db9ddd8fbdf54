//! A summary as it is quoted below an answer.

/// The text part.
pub const TEXT: &str = "14 came in, all placed. 3 wait for you, 2 notes ready, 1 promise due.\n\nWAITS FOR YOU\n\n\
1. URGENT: Omar: Samir Haddad, in Arabic, new today\n   “Can we talk today?\n   ok 5”\n\n\
2. Leo: Ana Martínez, in Spanish, waits 3 school days\n   “Buenos días, maestra. Leo no entendió la tarea.”\n\n\
3. Maya: Daniel Okafor, home B, in English, waits 1 school day\n   “Thanks for the note!\n   done 3”\n\n\
READY TO SEND\n\n4. Maya\n   To Ngozi Okafor, home A, in English\n   Subject: Maya: good news from school\n\n\
\x20     Hello Ngozi Okafor,\n\n      I have good news about Maya.\n\n5. Zoë\n   To Robin Park, in English\n\n\
PROMISES\n\n6. Leo: call Ana about the reading group (was due Tue 10 Mar)\n\n\
Answer with one line each: ok 4, reply 2: your words, done 1.\nok all\n";

/// The page.
pub fn html() -> String {
    let rows: String = TEXT.lines().map(|line| format!("<tr><td>{}</td></tr>", escaped(line.trim()))).collect();
    format!("<table role=\"presentation\"><tbody>{rows}</tbody></table>")
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The text with a quote mark before each line.
pub fn quoted() -> String {
    quote(TEXT)
}

pub fn quote(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { ">\n".to_owned() } else { format!("> {line}\n") }).collect()
}
