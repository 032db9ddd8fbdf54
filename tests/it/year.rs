//! What holds over time: a simulated school year, crashes at every commit, the forecast against what then happens, and
//! the cost of a question in a class with a long history.

mod crash;
