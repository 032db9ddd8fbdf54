//! Text of any length and shape as one line of a known length.

/// Blanks, line breaks and control characters become single blanks.
pub fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most `limit` characters, cut at a blank where there is one near, with `…` for what is gone.
pub fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(limit.saturating_sub(1)).collect();
    if let Some((words, tail)) = kept.rsplit_once(' ')
        && tail.chars().count() < limit / 3
    {
        kept = words.to_owned();
    }
    kept.trim_end().trim_end_matches([',', ';', ':']).to_owned() + "…"
}
