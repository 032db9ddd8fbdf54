//! The summary as plain text: complete, for those who read no HTML and for screen readers.

use super::page::{Block, BlockKind, Item, Page, Section, Table};
use super::words::Tongue;

/// What stands under an item is indented by this.
const INDENT: &str = "   ";

pub fn text(page: &Page) -> String {
    let mut out: String = page.troubles.iter().map(|trouble| format!("{trouble}\n\n")).collect();
    out += &format!("{}\n", page.state);
    for section in &page.sections {
        out += &write_section(section, page.tongue);
    }
    if let Some(table) = &page.table {
        out += &write_table(table);
    }
    out += "\n--------\n";
    for line in &page.foot {
        out += &format!("{line}\n");
    }
    out
}

fn write_section(section: &Section, tongue: Tongue) -> String {
    let mut out = format!("\n{}\n\n", section.heading.to_uppercase());
    let spread = section.items.iter().any(|item| !item.blocks.is_empty());
    for (index, item) in section.items.iter().enumerate() {
        if spread && index > 0 {
            out.push('\n');
        }
        out += &write_item(item, tongue);
    }
    for more in &section.more {
        out += &format!("\n{more}\n");
    }
    out
}

fn write_item(item: &Item, tongue: Tongue) -> String {
    let bullet = item.number.map_or("-".to_owned(), |number| format!("{number}."));
    let mark = item.mark.map(|mark| format!("{}{} ", mark.to_uppercase(), tongue.colon())).unwrap_or_default();
    let (head, detail) = item.lead(tongue);
    let blank = if head.is_empty() || detail.is_empty() { "" } else { " " };
    let mut out = format!("{bullet} {mark}{head}{blank}{detail}\n");
    if let Some(below) = &item.below {
        out += &format!("{INDENT}{below}\n");
    }
    for (index, block) in item.blocks.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out += &write_block(block, tongue);
    }
    out
}

fn write_block(block: &Block, tongue: Tongue) -> String {
    let mut out = String::new();
    for label in &block.label {
        out += &format!("{INDENT}{label}\n");
    }
    match block.kind {
        BlockKind::Words if block.lines.is_empty() => {}
        BlockKind::Words => {
            let quoted = block.lines.join(&format!("\n{INDENT}"));
            let [open, close] = tongue.quotes();
            out += &format!("{INDENT}{open}{quoted}{close}\n");
        }
        BlockKind::Letter => {
            out.push('\n');
            for line in &block.lines {
                out += if line.is_empty() { "\n".to_owned() } else { format!("{INDENT}{INDENT}{line}\n") }.as_str();
            }
        }
    }
    for note in &block.notes {
        out += &format!("{INDENT}{note}\n");
    }
    out
}

fn write_table(table: &Table) -> String {
    let mut out = format!("\n{}\n\n", table.heading.to_uppercase());
    out += &format!("{}\n", table.head.join(" | "));
    for row in &table.rows {
        out += &format!("{}\n", row.join(" | "));
    }
    out += &format!("{}\n", table.note);
    out
}
