// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/** The HTTP version of a message as it came. A minor version above 1 is treated as 1.1 (RFC 9110 §2.5). */
public enum Version {
    HTTP_1_0("HTTP/1.0"),
    HTTP_1_1("HTTP/1.1");

    private final String text;

    Version(String text) {
        this.text = text;
    }

    /** As in the start line. */
    public String text() {
        return text;
    }

    /** As in {@code Via}: without the protocol name (RFC 9110 §7.6.3). */
    public String number() {
        return text.substring("HTTP/".length());
    }
}
