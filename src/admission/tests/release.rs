//! Releases of Gateway API.

use super::super::{Id, admit, releases};
use crate::contract::Channel;
use crate::json::Node;

/// What two rules of one name are told, with the CRDs of a release.
fn told(release: Option<&str>) -> Vec<String> {
    let text = r#"{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
        "metadata": {"name": "a"}, "spec": {"rules": [{"name": "a"}, {"name": "a"}]}}"#;
    let mut node: Node<'_> = serde_json::from_str(text).unwrap();
    let id = Id {
        api_version: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        channel: Channel::Standard,
        release,
        creates: true,
        old: None,
    };
    let causes = admit(&mut node, id).causes;
    causes.iter().map(ToString::to_string).collect()
}

#[test]
fn each_has_rules_of_its_own_and_the_newest_counts() {
    assert_eq!(releases(), ["1.7.0", "1.6.3"]);
    let rule = "spec.rules: Invalid value: Rule name must be unique within the route";
    assert_eq!(told(None), [rule]);
    assert_eq!(told(Some("1.7.0")), [rule]);
    assert!(told(Some("1.6.3")).is_empty());
}
