//! Warnings as an API server puts them into a header.

/// How many characters of warnings a header may have, and how many one of them once there are more.
const MOST: usize = 4 * 1024;
const MOST_OF_ONE: usize = 256;

/// The warnings as an API server puts them into headers.
pub(super) fn header(warnings: &[String]) -> Vec<String> {
    let mut written = Vec::new();
    for warning in in_order(warnings) {
        // A text with control characters has no place in a header, but counts as told.
        if !written.contains(&warning) {
            written.push(warning);
        }
    }
    let header = |text: &&&str| !text.contains(char::is_control);
    let mut texts: Vec<String> = Vec::new();
    let (mut sum, mut truncating) = (0, false);
    for (position, text) in written.iter().enumerate() {
        if truncating && sum >= MOST {
            break;
        }
        let length = text.chars().count();
        if !truncating && sum + length > MOST {
            // All that is written already is written again, but shorter.
            truncating = true;
            let again = written.iter().take(position + 1).filter(header);
            texts = again.map(|text| cut(text)).collect();
            sum = texts.iter().map(|text| text.chars().count()).sum();
        } else if header(&text) {
            let text = match truncating {
                true => cut(text),
                false => (*text).to_owned(),
            };
            sum += text.chars().count();
            texts.push(text);
        }
    }
    texts
        .iter()
        .map(|text| text.replace('\\', "\\\\").replace('"', "\\\""))
        .map(|text| format!("299 - \"{text}\""))
        .collect()
}

fn cut(text: &str) -> String {
    text.chars().take(MOST_OF_ONE).collect()
}

/// First what is told of the version, then keys that are written twice, then fields that are not known:
/// those of `metadata`, and the others in the order of their names; then the rest.
fn in_order(warnings: &[String]) -> Vec<&str> {
    let class = |text: &str| match text {
        _ if text.starts_with("duplicate field ") => 1,
        _ if text.starts_with("unknown field \"metadata.") => 2,
        _ if text.starts_with("unknown field ") => 3,
        _ if text.starts_with('.') || text.starts_with("metadata.finalizers") => 4,
        _ => 0,
    };
    let mut sorted: Vec<&str> = warnings.iter().map(String::as_str).collect();
    sorted.sort_by_key(|text| (class(text), if class(text) == 3 { *text } else { "" }));
    sorted
}

/// The entries of a header.
pub(super) fn entries(header: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for entry in header.split(", 299 - ").filter(|entry| !entry.is_empty()) {
        entries.push(match entry.starts_with("299 - ") {
            true => entry.to_owned(),
            false => format!("299 - {entry}"),
        });
    }
    entries
}
