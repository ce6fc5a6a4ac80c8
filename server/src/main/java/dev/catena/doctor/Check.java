// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import dev.catena.base.Json;
import dev.catena.http.Refusal;
import java.util.List;

/**
 * One thing that was looked at. Names hosts, files and accounts, and never a secret.
 *
 * @param group which part it belongs to: {@code upstream}, {@code listener}…
 * @param subject what was looked at, by its name in the settings
 * @param details what was seen, a line each
 */
public record Check(String group, String subject, Result result, List<String> details) {
    /** What was found, in a sentence. */
    public sealed interface Result {
        /** As it should be. */
        record Fine(String sentence) implements Result {}

        /** It works, and something about it may be a surprise. */
        record Doubtful(String sentence, String remedy) implements Result {}

        /**
         * It does not work: a user would meet it.
         *
         * @param reference what the user would read: {@code 12201/rejected}; empty for what users do not meet as a refusal
         */
        record Failing(String reference, String sentence, String remedy) implements Result {}

        String sentence();
    }

    public Check {
        details = List.copyOf(details);
    }

    public static Check fine(String group, String subject, String sentence, String... details) {
        return new Check(group, subject, new Result.Fine(sentence), List.of(details));
    }

    public static Check doubtful(String group, String subject, String sentence, String remedy) {
        return new Check(group, subject, new Result.Doubtful(sentence, remedy), List.of());
    }

    public static Check failing(String group, String subject, String sentence, String remedy) {
        return new Check(group, subject, new Result.Failing("", sentence, remedy), List.of());
    }

    /** What a user would read. */
    static Result failing(Refusal refusal) {
        return new Result.Failing(refusal.reference(), refusal.cause(), refusal.remedy());
    }

    /** {@code ok}, {@code warning} or {@code failure}. */
    public String word() {
        return switch (result) {
            case Result.Fine _ -> "ok";
            case Result.Doubtful _ -> "warning";
            case Result.Failing _ -> "failure";
        };
    }

    /** As an object. */
    public Json write(Json json) {
        json.object().put("group", group).put("subject", subject).put("result", word()).put("sentence", result.sentence());
        switch (result) {
            case Result.Fine _ -> { }
            case Result.Doubtful(_, var remedy) -> json.put("remedy", remedy);
            case Result.Failing(var reference, _, var remedy) -> json.putWord("reference", reference).put("remedy", remedy);
        }
        return json.put("details", details).endObject();
    }
}
