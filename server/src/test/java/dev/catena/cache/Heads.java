// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Target;
import dev.catena.http.Version;

/** Heads from their fields, written {@code Name: value} and separated by line ends or {@code " / "}. */
final class Heads {
    static final Target.Absolute TARGET = new Target.Absolute("http", "origin.test", 80, "/page");

    private Heads() {}

    static Headers fields(String lines) {
        var fields = Headers.builder();
        for (var line : lines.split("\n| / ")) {
            int colon = line.indexOf(':');
            if (colon > 0) fields.add(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        return fields.build();
    }

    static RequestHead request(String method, String fields) {
        return new RequestHead(Method.of(method), TARGET.uri(), TARGET, Version.HTTP_1_1, fields(fields), BodyLength.NONE);
    }

    static RequestHead get(String fields) {
        return request("GET", fields);
    }

    /** Its body has the length that its {@code Content-Length} says, or is chunked. */
    static ResponseHead response(int status, String fields) {
        var headers = fields(fields);
        BodyLength body = headers.first(FieldName.CONTENT_LENGTH)
            .<BodyLength>map(length -> new BodyLength.Exactly(Long.parseLong(length)))
            .orElse(BodyLength.CHUNKED);
        return new ResponseHead(status, "", Version.HTTP_1_1, headers, body);
    }
}
