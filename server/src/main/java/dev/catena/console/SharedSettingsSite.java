// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.array.SharedCopy;
import dev.catena.array.SharedSettings;
import dev.catena.array.WriteOutcome;
import dev.catena.base.Json;
import java.util.Optional;

/** The part of the console that is about the settings all members of an array have in common. */
final class SharedSettingsSite {
    private final Administered server;

    SharedSettingsSite(Administered server) {
        this.server = server;
    }

    Answer show() {
        var settings = server.agreed().settings();
        return Answer.json(new Json().object().put("epoch", settings.epoch()).put("by", settings.by()).put("at", settings.at().toString())
            .put("text", settings.text()).endObject());
    }

    /**
     * Puts settings to the array.
     *
     * @param query {@code epoch}: what they were made from; {@code try}: only to see what would change
     * @param text without it, the epoch may stand in the first line
     */
    Answer put(Query query, String text) {
        if (text.length() > SharedSettings.TEXT_MAX) return Answer.problem(413, "Too long", "shared settings have up to %d characters".formatted(SharedSettings.TEXT_MAX));
        var epoch = query.first("epoch").isEmpty() ? SharedCopy.epoch(text) : number(query.first("epoch"));
        if (epoch.isEmpty()) {
            return Answer.problem(400, "The epoch is missing", "say from which epoch these settings were made: begin with those of `catena array settings show`, whose first line tells, or name it");
        }
        return switch (server.putShared(epoch.get(), SharedCopy.withoutEpoch(text), !query.first("try").isEmpty())) {
            case SharedWrite.Faulty(var faults) -> Answer.problem(422, "The settings have faults", "nothing was changed at any member: correct the faults and set them again", faults);
            case SharedWrite.Foreseen(var changes) -> Answer.json(new Json().object().put("epoch", server.agreed().settings().epoch()).put("changes", changes).endObject());
            case SharedWrite.Put put -> answer(put, epoch.get());
        };
    }

    private static Optional<Long> number(String text) {
        return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static Answer answer(SharedWrite.Put put, long read) {
        return switch (put.outcome()) {
            case WriteOutcome.Written(long epoch) -> {
                var json = new Json().object().put("epoch", epoch).put("changes", put.changes());
                ArraySite.write(json, put.members());
                yield Answer.json(json.endObject());
            }
            case WriteOutcome.Conflict(var there) -> Answer.problem(409, "Another was first",
                ("these settings were made from epoch %d, and there is %s: nothing was changed. Get those with `catena array settings show`, put your change into them, and set"
                    + " that").formatted(read, there.words()));
            case WriteOutcome.NoMajority(var why) -> Answer.problem(503, "No majority", why + ". Nothing was changed");
            case WriteOutcome.Unknown(var why) -> Answer.problem(504, "Not known", why + ". Whether it will be, `catena array settings show` tells");
        };
    }
}
