//! Changes of headers: all modifiers of a rule, combined in their order (F11, F12, F163, F166).
//!
//! Kuma refuses a header that one modifier names twice, and its proxies remove headers before they set
//! any, whatever the order. What several changes of one header add up to is therefore worked out here.

use crate::gateway_api::HeaderModifier;
use crate::json::Text;
use crate::kuma;

use super::matches::lower_case;

/// The most headers that one list of a modifier of Kuma can hold (V42).
const MAX_HEADERS: usize = 16;

/// What all changes of one header add up to.
struct Change<'a> {
    name: Text<'a>,
    base: Base<'a>,
    added: Vec<Text<'a>>,
}

enum Base<'a> {
    Kept,
    Set(Text<'a>),
    Removed,
}

/// The modifiers that do what the given ones do one after the other. Usually one; more where one
/// header gets several values, or a list would be too long.
pub(super) fn combine<'a>(modifiers: &[&HeaderModifier<'a>]) -> Vec<kuma::HeaderModifier<'a>> {
    let mut changes: Vec<Change<'a>> = Vec::new();
    for modifier in modifiers {
        apply(modifier, &mut changes);
    }
    write(changes)
}

/// The headers that are named more than once, so that combining changes what is written.
pub(super) fn headers_named_twice(modifiers: &[&HeaderModifier<'_>]) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    let mut twice: Vec<String> = Vec::new();
    for modifier in modifiers {
        let of_values = modifier
            .set
            .iter()
            .chain(&modifier.add)
            .map(|header| &header.name);
        for name in of_values.chain(&modifier.remove) {
            let name = name.to_ascii_lowercase();
            if !seen.contains(&name) {
                seen.push(name);
            } else if !twice.contains(&name) {
                twice.push(name);
            }
        }
    }
    twice
}

fn apply<'a>(modifier: &HeaderModifier<'a>, changes: &mut Vec<Change<'a>>) {
    let mut done: Vec<Text<'a>> = Vec::new();
    for header in &modifier.set {
        let name = lower_case(&header.name);
        // The first entry of a list wins.
        if !done.contains(&name) {
            let change = change(changes, &name);
            change.base = Base::Set(escape(&header.value));
            change.added.clear();
            done.push(name);
        }
    }
    done.clear();
    for header in &modifier.add {
        let name = lower_case(&header.name);
        if !done.contains(&name) {
            change(changes, &name).added.push(escape(&header.value));
            done.push(name);
        }
    }
    for name in &modifier.remove {
        let change = change(changes, &lower_case(name));
        change.base = Base::Removed;
        change.added.clear();
    }
}

fn change<'c, 'a>(changes: &'c mut Vec<Change<'a>>, name: &Text<'a>) -> &'c mut Change<'a> {
    let place = match changes.iter().position(|change| change.name == *name) {
        Some(place) => place,
        None => {
            changes.push(Change {
                name: name.clone(),
                base: Base::Kept,
                added: Vec::new(),
            });
            changes.len() - 1
        }
    };
    // The place was found or made just now.
    #[expect(
        clippy::indexing_slicing,
        reason = "the place was found or made just above"
    )]
    &mut changes[place]
}

fn write(changes: Vec<Change<'_>>) -> Vec<kuma::HeaderModifier<'_>> {
    let mut written: Vec<kuma::HeaderModifier<'_>> = Vec::new();
    for change in changes {
        let mut added = change.added.into_iter();
        let set = match change.base {
            Base::Kept => None,
            Base::Set(value) => Some(value),
            // Removing and then adding is setting.
            Base::Removed => match added.next() {
                Some(value) => Some(value),
                None => {
                    place(&mut written, 0, |modifier| &mut modifier.remove).push(change.name);
                    continue;
                }
            },
        };
        let mut from = 0;
        if let Some(value) = set {
            let header = kuma::HeaderValue {
                name: change.name.clone(),
                value,
            };
            place(&mut written, 0, |modifier| &mut modifier.set).push(header);
            from = 1;
        }
        for value in added {
            let header = kuma::HeaderValue {
                name: change.name.clone(),
                value,
            };
            place(&mut written, from, |modifier| &mut modifier.add).push(header);
            from += 1;
        }
    }
    written
}

/// The list of the first modifier from `from` on that has room.
fn place<'w, 'a, T>(
    written: &'w mut Vec<kuma::HeaderModifier<'a>>,
    from: usize,
    list: for<'m> fn(&'m mut kuma::HeaderModifier<'a>) -> &'m mut Vec<T>,
) -> &'w mut Vec<T> {
    let mut at = from;
    while written
        .get_mut(at)
        .is_some_and(|modifier| list(modifier).len() >= MAX_HEADERS)
    {
        at += 1;
    }
    while written.len() <= at {
        written.push(kuma::HeaderModifier::default());
    }
    #[expect(
        clippy::indexing_slicing,
        reason = "the list was made long enough just above"
    )]
    list(&mut written[at])
}

/// A percent sign is Envoy's own format language (F163).
fn escape<'a>(value: &Text<'a>) -> Text<'a> {
    if value.contains('%') {
        Text::from(value.replace('%', "%%"))
    } else {
        value.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::combine;
    use crate::gateway_api::{HeaderModifier, HeaderValue};
    use crate::json::Text;

    fn values(pairs: &[(&'static str, &'static str)]) -> Vec<HeaderValue<'static>> {
        pairs
            .iter()
            .map(|(name, value)| HeaderValue {
                name: Text::from(*name),
                value: Text::from(*value),
            })
            .collect()
    }

    fn modifier(
        set: &[(&'static str, &'static str)],
        add: &[(&'static str, &'static str)],
        remove: &[&'static str],
    ) -> HeaderModifier<'static> {
        HeaderModifier {
            set: values(set),
            add: values(add),
            remove: remove.iter().map(|name| Text::from(*name)).collect(),
        }
    }

    fn written(modifiers: &[HeaderModifier<'static>]) -> String {
        let refs: Vec<&HeaderModifier<'static>> = modifiers.iter().collect();
        serde_json::to_string(&combine(&refs)).unwrap()
    }

    #[test]
    fn distinct_headers_stay_as_they_are() {
        assert_eq!(
            written(&[modifier(
                &[("X-B", "1"), ("x-a", "2")],
                &[("x-c", "3")],
                &["X-D"]
            )]),
            r#"[{"set":[{"name":"x-b","value":"1"},{"name":"x-a","value":"2"}],"add":[{"name":"x-c","value":"3"}],"remove":["x-d"]}]"#
        );
    }

    #[test]
    fn changes_of_one_header_add_up() {
        for (modifiers, expected) in [
            (
                vec![modifier(&[("a", "1"), ("A", "2")], &[], &[])],
                r#"[{"set":[{"name":"a","value":"1"}]}]"#,
            ),
            (
                vec![modifier(&[("a", "1")], &[("a", "2")], &[])],
                r#"[{"set":[{"name":"a","value":"1"}]},{"add":[{"name":"a","value":"2"}]}]"#,
            ),
            (
                vec![modifier(&[("a", "1")], &[], &["A"])],
                r#"[{"remove":["a"]}]"#,
            ),
            (
                vec![
                    modifier(&[], &[], &["a"]),
                    modifier(&[], &[("a", "2")], &[]),
                ],
                r#"[{"set":[{"name":"a","value":"2"}]}]"#,
            ),
            (
                vec![
                    modifier(&[("a", "1")], &[], &[]),
                    modifier(&[], &[], &["a"]),
                ],
                r#"[{"remove":["a"]}]"#,
            ),
            (
                vec![modifier(&[("a", "50%")], &[], &[])],
                r#"[{"set":[{"name":"a","value":"50%%"}]}]"#,
            ),
        ] {
            assert_eq!(written(&modifiers), expected);
        }
    }
}
