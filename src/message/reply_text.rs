//! reply_text
