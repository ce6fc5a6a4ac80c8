// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** What an {@link Origin} still expects to be asked. */
final class Script {
    private final Deque<Scene> scenes = new ArrayDeque<>();

    synchronized void add(Transcript transcript) {
        transcript.exchanges().forEach(exchange -> scenes.add(new Scene(transcript, exchange)));
    }

    /**
     * Takes the next expected exchange. Once a script is played out, or there never was one, requests belong to the origin's program.
     */
    synchronized Optional<Scene> next() {
        return Optional.ofNullable(scenes.poll());
    }

    synchronized void verifyEnded() {
        if (!scenes.isEmpty()) {
            var missing = scenes.peek();
            throw new TranscriptMismatch(missing.transcript, missing.exchange.request().start().number(),
                    "the origin was never asked this", "(no request)");
        }
    }

    /** One exchange of a script. */
    static final class Scene {
        private final Transcript transcript;
        private final Transcript.Exchange exchange;

        Scene(Transcript transcript, Transcript.Exchange exchange) {
            this.transcript = transcript;
            this.exchange = exchange;
        }

        /** Compares the request with what is written, and answers what is written; or answers 500 and fails. */
        void answer(OriginExchange asked) throws IOException {
            for (var interim : exchange.interim()) {
                asked.answer(interim);
            }
            try {
                Expectation.check(transcript, exchange.request(), asked.request().head(), asked.readBody());
            } catch (AssertionError mismatch) {
                asked.refuse(mismatch);
                return;
            }
            asked.answer(exchange.answer());
        }
    }
}
