// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the console sends back.
 *
 * @param allow the methods for {@code Allow}, or empty
 */
record Answer(int status, String contentType, byte[] body, String allow) {

    static Answer json(Json json) {
        return new Answer(200, "application/json", line(json), "");
    }

    static Answer html(String page) {
        return new Answer(200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8), "");
    }

    static Answer text(int status, String line) {
        return new Answer(status, "text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8), "");
    }

    /**
     * What went wrong, as {@code application/problem+json} (RFC 9457).
     *
     * @param detail the cause, and the remedy
     */
    static Answer problem(int status, String title, String detail) {
        return problem(status, title, detail, List.of());
    }

    /** @param faults further lines, or none */
    static Answer problem(int status, String title, String detail, List<String> faults) {
        var json = new Json().object().put("title", title).put("status", status).put("detail", detail);
        if (!faults.isEmpty()) json.put("faults", faults);
        return new Answer(status, "application/problem+json", line(json.endObject()), "");
    }

    static Answer methodNotAllowed(String allow) {
        var problem = problem(405, "Method not allowed", "this takes " + allow);
        return new Answer(problem.status, problem.contentType, problem.body, allow);
    }

    private static byte[] line(Json json) {
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
