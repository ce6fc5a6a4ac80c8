// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.util.List;

/** A request head that was read strictly. */
public record Request(String method, String target, String version, Head head) {
    static Request of(Head head) {
        var parts = head.startLine().split(" ", -1);
        if (parts.length != 3 || !parts[0].matches(MessageReader.TOKEN) || parts[1].isEmpty() || !parts[2].matches("HTTP/1\\.[01]")) {
            throw new MalformedMessage("a request line is METHOD TARGET HTTP/1.x, this is not: " + head.startLine());
        }
        return new Request(parts[0], parts[1], parts[2], head);
    }

    public String field(String name) {
        return head.field(name);
    }

    public boolean has(String name) {
        return head.has(name);
    }

    public List<Field> fields() {
        return head.fields();
    }

    boolean endsConnection() {
        return head.lists("Connection", "close") || version.equals("HTTP/1.0") && !head.lists("Connection", "keep-alive");
    }

    @Override
    public String toString() {
        return head.toString();
    }
}
