//! decide

pub mod due;
