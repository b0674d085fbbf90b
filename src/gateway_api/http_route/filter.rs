//! The filters of an HTTPRoute.

use crate::gateway_api::gateway_class::ParametersReference;
use crate::gateway_api::open_enum::open_enum;
use crate::json::{Text, record};

use super::BackendRef;

open_enum! {
    /// What a filter does.
    FilterType {
        /// Changes headers of the request.
        RequestHeaderModifier,
        /// Changes headers of the response.
        ResponseHeaderModifier,
        /// Sends copies of requests elsewhere.
        RequestMirror,
        /// Answers with a redirect.
        RequestRedirect,
        /// Changes host or path of the request.
        URLRewrite,
        /// Something of the implementation's own.
        ExtensionRef,
        /// Cross-origin resource sharing.
        CORS,
        /// Authorization by another service.
        ExternalAuth,
    }
}

record! {
    /// A filter: its type and the part for that type.
    #[derive(Debug)]
    pub struct HttpRouteFilter<'a> {
        /// What it does.
        r#type: Option<FilterType<'a>> = "type",
        /// For `RequestHeaderModifier`.
        request_header_modifier: Option<HeaderModifier<'a>> = "requestHeaderModifier",
        /// For `ResponseHeaderModifier`.
        response_header_modifier: Option<HeaderModifier<'a>> = "responseHeaderModifier",
        /// For `RequestMirror`.
        request_mirror: Option<MirrorFilter<'a>> = "requestMirror",
        /// For `RequestRedirect`.
        request_redirect: Option<RedirectFilter<'a>> = "requestRedirect",
        /// For `URLRewrite`.
        url_rewrite: Option<RewriteFilter<'a>> = "urlRewrite",
        /// For `ExtensionRef`.
        extension_ref: Option<ParametersReference<'a>> = "extensionRef",
    }
}

record! {
    /// Changes of headers.
    #[derive(Debug)]
    pub struct HeaderModifier<'a> {
        /// Headers to overwrite.
        set: Vec<HeaderValue<'a>> = "set",
        /// Headers to append.
        add: Vec<HeaderValue<'a>> = "add",
        /// Headers to remove.
        remove: Vec<Text<'a>> = "remove",
    }
}

record! {
    /// A header and its value.
    #[derive(Debug, PartialEq, Eq)]
    pub struct HeaderValue<'a> {
        /// The name, in any case.
        name: Text<'a> = "name",
        /// The value.
        value: Text<'a> = "value",
    }
}

record! {
    /// Copies of requests.
    #[derive(Debug)]
    pub struct MirrorFilter<'a> {
        /// Where the copies go.
        backend_ref: BackendRef<'a> = "backendRef",
        /// How many of a hundred requests.
        percent: Option<i64> = "percent",
        /// How many of the requests.
        fraction: Option<Fraction> = "fraction",
    }
}

record! {
    /// A share.
    #[derive(Copy, Debug)]
    pub struct Fraction {
        /// So many …
        numerator: i64 = "numerator",
        /// … of so many; 100 when absent.
        denominator: Option<i64> = "denominator",
    }
}

record! {
    /// A redirect.
    #[derive(Debug)]
    pub struct RedirectFilter<'a> {
        /// The scheme; the request's when absent.
        scheme: Option<Text<'a>> = "scheme",
        /// The host; the request's when absent.
        hostname: Option<Text<'a>> = "hostname",
        /// The path; the request's when absent.
        path: Option<PathModifier<'a>> = "path",
        /// The port.
        port: Option<i64> = "port",
        /// The status; 302 when absent.
        status_code: Option<i64> = "statusCode",
    }
}

record! {
    /// A rewrite.
    #[derive(Debug)]
    pub struct RewriteFilter<'a> {
        /// The new host.
        hostname: Option<Text<'a>> = "hostname",
        /// The new path.
        path: Option<PathModifier<'a>> = "path",
    }
}

open_enum! {
    /// How a path is changed.
    PathModifierType {
        /// All of it.
        ReplaceFullPath,
        /// The prefix that was matched.
        ReplacePrefixMatch,
    }
}

record! {
    /// A change of a path.
    #[derive(Debug)]
    pub struct PathModifier<'a> {
        /// How.
        r#type: Option<PathModifierType<'a>> = "type",
        /// For `ReplaceFullPath`.
        replace_full_path: Option<Text<'a>> = "replaceFullPath",
        /// For `ReplacePrefixMatch`.
        replace_prefix_match: Option<Text<'a>> = "replacePrefixMatch",
    }
}
