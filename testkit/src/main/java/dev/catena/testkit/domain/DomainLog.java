// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit.domain;

import dev.catena.testkit.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What the domain controller writes of every log-in, by Samba's class {@code auth_json_audit}. */
final class DomainLog {
    private final Path file;

    DomainLog(Path file) {
        this.file = file;
    }

    /** Every log-in so far, in order. */
    List<DomainLogIn> logIns() {
        var told = new HashSet<String>();
        var logIns = new ArrayList<DomainLogIn>();
        for (var line : lines()) {
            if (Json.object(line).get("Authentication") instanceof Map<?, ?> judged) {
                // winbind tells the stages it went through, a line each, with one identifier; LDAP gives all of its log-ins the same.
                var id = text(judged, "logonId");
                if (id.equals("0") || told.add(id)) {
                    logIns.add(new DomainLogIn(text(judged, "clientAccount").replaceFirst("@.*", ""), text(judged, "serviceDescription"),
                        text(judged, "status")));
                }
            }
        }
        return logIns;
    }

    private List<String> lines() {
        try {
            var text = Files.exists(file) ? Files.readString(file) : "";
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(String::strip).filter(line -> line.startsWith("{")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading the domain controller's log", e);
        }
    }

    private static String text(Map<?, ?> object, String key) {
        return String.valueOf(object.get(key));
    }
}
