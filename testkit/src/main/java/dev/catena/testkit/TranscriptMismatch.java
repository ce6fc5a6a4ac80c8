// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

/** What was seen is not what the transcript says. The message shows the transcript with the line marked, and what was seen. */
public final class TranscriptMismatch extends AssertionError {
    TranscriptMismatch(Transcript transcript, int line, String what, String seen) {
        super("%s%n%s%n%nreally seen:%n%s".formatted(what, transcript.marking(line), seen.stripTrailing().indent(6)));
    }
}
