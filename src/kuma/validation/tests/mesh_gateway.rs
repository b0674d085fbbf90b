//! MeshGateways.

use super::*;

#[test]
fn selectors_of_a_mesh_gateway() {
    gateway_breaks("V5", |gateway| gateway.spec.selectors.clear());
    gateway_breaks("V5", |gateway| {
        let listener = gateway.spec.conf.listeners.first_mut().unwrap();
        (listener.cross_mesh, listener.protocol, listener.tls) = (true, "HTTP", None);
        let selector = gateway.spec.selectors.first().unwrap().clone();
        gateway.spec.selectors.push(selector);
    });
    gateway_breaks("V6", |gateway| {
        gateway.spec.selectors.first_mut().unwrap().r#match =
            SortedMap::from([("team", "a".into())]);
    });
    listener_breaks("V7", |listener| listener.tags.insert("a b", "c".into()));
    listener_breaks("V8", |listener| listener.tags.insert("a", "".into()));
    listener_breaks("V8", |listener| listener.tags.insert("a", "b c".into()));
    listener_breaks("V9", |listener| {
        listener.tags.insert(tags::ZONE, "a".into())
    });
}

#[test]
fn listeners_of_a_mesh_gateway() {
    gateway_breaks("V10", |gateway| gateway.spec.conf.listeners.clear());
    for hostname in ["*.", "a.*.b", "Example.com", "a_b", "*example.com"] {
        listener_breaks("V11", |listener| listener.hostname = hostname.into());
    }
    listener_breaks("V12", |listener| listener.port = 0);
    listener_breaks("V12", |listener| listener.port = 65536);
    listener_breaks("V13", |listener| listener.protocol = "NONE");
    listener_breaks("V15", |listener| listener.tls = None);
    listener_breaks("V16", |listener| {
        listener.tls.as_mut().unwrap().mode = "PASSTHROUGH"
    });
    listener_breaks("V17", |listener| {
        listener.tls.as_mut().unwrap().mode = "NONE"
    });
    listener_breaks("V18", |listener| {
        listener.tls.as_mut().unwrap().certificates.clear()
    });
    listener_breaks("V18", |listener| {
        listener.tls.as_mut().unwrap().certificates = vec![Certificate { secret: "a".into() }; 3];
    });
    listener_breaks("V19", |listener| {
        (listener.cross_mesh, listener.protocol) = (true, "HTTP")
    });
    let mut object = gateway();
    object.spec.conf.listeners.first_mut().unwrap().cross_mesh = true;
    assert_eq!(rows(&Resource::MeshGateway(object)), ["V14", "V19"]);
}

#[test]
fn listeners_of_one_port() {
    gateway_breaks("V20", |gateway| {
        let other = Listener {
            hostname: "a.com".into(),
            protocol: "HTTP",
            tls: None,
            ..listener()
        };
        gateway.spec.conf.listeners.push(other);
    });
    gateway_breaks("V21", |gateway| {
        gateway.spec.conf.listeners.push(Listener {
            hostname: "".into(),
            ..listener()
        });
    });
}
