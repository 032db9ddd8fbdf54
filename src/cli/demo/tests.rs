//! The whole demo, as a newcomer starts it.

use super::folder::DemoFolder;
use super::*;
use std::fs;

fn play(root: &Path) -> (Report, String) {
    let demo = play_in(DemoFolder::claim(root).unwrap(), |_| {}).unwrap().unwrap();
    let report = demo.class.store.read(|tx| Report::gather(tx, &demo.class, demo.played)).unwrap();
    let last = report.summaries.last().unwrap();
    let text = fs::read_to_string(root.join(format!("summaries/{last}.txt"))).unwrap();
    (report, text)
}

#[test]
fn scratch_demo() {
    let t = Instant::now();
    let place = Path::new("/tmp/demo_out");
    let (report, text) = play(place);
    println!("{report:#?}\n{text}\n{:?}", t.elapsed());
}
