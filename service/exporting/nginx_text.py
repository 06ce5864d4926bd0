"""The parts of nginx's configuration that are alike for every export.

An address is a file's name: its path, `~`, the query as far as it is one that can have been laid down, and the kind of
content. The name is looked for, so that what a file is gone from is gone; headers are looked up by the file found.
"""

from typing import Final

__all__ = ["HTTP", "LOCATION", "PAIR", "SERVER", "TRACKER"]

TRACKER: Final = r"(?:utm_[a-z_]+|fbclid|gclid)=[^&]*"
PAIR: Final = r"(?!utm_|fbclid=|gclid=)[a-z_]+=[A-Za-z0-9_.-]+"
HTTP: Final = r"""# Made by `prongsai export`. Include it in `http`, and nginx-server.conf in a `server`;
# have nginx read them again after each export: until then new answers lack some headers; what was taken
# away is given no more in any case.

map_hash_bucket_size 1024;
map_hash_max_size {size};

# Trackers that hang on a link are no part of its address; what cannot have been laid down is looked for in vain.
map $args $prongsai_query {{
    default "!";
    "" "";
    "~^{tracker}(?:&{tracker})*$" "";
    "~^(?<p_kept>{pair}(?:&{pair}){{0,3}})(?:&{tracker})*$" $p_kept;
}}

# Longer names than a disk takes are cut.
map "$uri~$prongsai_query" $prongsai_place {{
    default "$uri~$prongsai_query";
    "~(?s)^(?<p_a>.*/[^/]{{200}})(?<p_b>[^/]{{1,200}})$" "$p_a~/$p_b";
    "~(?s)^(?<p_a>.*/[^/]{{200}})(?<p_b>[^/]{{200}})(?<p_c>[^/]{{1,200}})$" "$p_a~/$p_b~/$p_c";
    "~(?s)^(?<p_a>.*/[^/]{{200}})(?<p_b>[^/]{{200}})(?<p_c>[^/]{{200}})(?<p_d>[^/]{{1,200}})$" "$p_a~/$p_b~/$p_c~/$p_d";
}}
map $uri $prongsai_bare {{
    default "$uri~";
    "~^/(?:v1/files|papers)/(?<p_sha>[0-9a-f]{{64}})/" "/v1/files/$p_sha/withheld~";
}}

# Problems: to people as a page in their language, to programs as JSON.
map $uri $prongsai_tongue {{
    default "";
    "~^/en(?:/|$)" "/en";
}}
map $uri $prongsai_asks {{
    default $http_accept;
    "~^/v1(?:/|$)" "";
}}
map $prongsai_asks $prongsai_form {{
    default problem;
    "~*text/html" html;
}}
map $uri $prongsai_is_live {{
    default "";
    "~^(?:{live})$" 1;
}}

# A reader's copy is confirmed if it has the tag of the file that is here (RFC 9110, 13.1.2).
map "$prongsai_tagged $http_if_none_match" $prongsai_held {{
    default "";
    "~^(?<p_kind>[a-z0-9-]+) (\"[^\"]*\") (?:.*,)?\s*(?:(?:W/)?\2|\*)\s*(?:,|$)" "$prongsai_place.$p_kind";
}}
map $prongsai_fresh $prongsai_confirmed {{
    default $uri;
    "~^/" $prongsai_fresh;
}}
map $status $prongsai_file {{
    default $uri;
    304 $prongsai_confirmed;
}}
map "$status $prongsai_tagged" $prongsai_etag {{
    default $sent_http_etag;
    "~^[23][0-9][0-9] [a-z0-9-]+ (?<p_tag>.+)$" $p_tag;
    "~^[45]" "";
}}
{maps}"""

SERVER: Final = r"""# Made by `prongsai export`: see nginx-http.conf.

root "{public}";
default_type application/octet-stream;
types {{
{types}
}}
charset utf-8;
{texts}
gzip on;
gzip_vary on;
gzip_proxied any;
gzip_min_length 500;
{packed}

add_header ETag $prongsai_etag always;
{headers}

# Before any location is chosen: within one, an `if` would forget what to try.
set $prongsai_fresh $prongsai_held;
if (!-f $document_root$prongsai_fresh) {{ set $prongsai_fresh ""; }}
if ($prongsai_fresh) {{ return 304; }}

{locations}
location /site/ {{
    try_files {assets} @prongsai_other;
}}
location @prongsai_other {{
    set $prongsai_notice not_found;
{is_there}
    if ($prongsai_is_live) {{ set $prongsai_notice only_live; }}
    error_page 404 @prongsai_404;
    error_page 410 @prongsai_410;
    error_page 451 @prongsai_451;
    error_page 503 @prongsai_503;
    if (-f "$document_root$prongsai_bare.451.problem") {{ return 451; }}
    if (-f "$document_root$prongsai_place.451.problem") {{ return 451; }}
    if (-f "$document_root$prongsai_bare.410.problem") {{ return 410; }}
    if (-f "$document_root$prongsai_place.410.problem") {{ return 410; }}
    if (-f "$document_root$prongsai_place.503.problem") {{ return 503; }}
    return 404;
}}
location @prongsai_404 {{
    try_files $prongsai_tongue/~$prongsai_notice~.404.$prongsai_form /~$prongsai_notice~.404.problem =404;
}}
location @prongsai_410 {{
    try_files $prongsai_place.410.$prongsai_form $prongsai_bare.410.$prongsai_form $prongsai_bare.410.problem =410;
}}
location @prongsai_451 {{
    try_files $prongsai_place.451.$prongsai_form $prongsai_bare.451.$prongsai_form $prongsai_bare.451.problem =451;
}}
location @prongsai_503 {{
    try_files $prongsai_place.503.$prongsai_form $prongsai_place.503.problem =503;
}}
"""

LOCATION: Final = r"""location {path} {{ try_files {tried} @prongsai_other; }}"""
