//! The page of targets is what the choices say.

use kuma_gapi_tools::targets;

#[test]
fn the_page_of_targets_is_up_to_date() {
    targets::check().unwrap();
}
