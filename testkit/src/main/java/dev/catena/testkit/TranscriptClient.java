// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import dev.catena.testkit.Transcript.Exchange;
import dev.catena.testkit.Transcript.Message;
import java.util.ArrayList;
import java.util.List;

/** Plays the client's side of a transcript over one connection, and compares what comes back. */
public final class TranscriptClient {
    private final RawClient client;
    private final Transcript transcript;
    private String authority;

    private TranscriptClient(RawClient client, Transcript transcript, String authority) {
        this.client = client;
        this.transcript = transcript;
        this.authority = authority;
    }

    /**
     * Plays all exchanges, one after the other, and returns the final responses.
     *
     * <p>After a successful CONNECT the next exchange runs inside the tunnel. {@code authority} is the {@code Host} of requests
     * whose target names none.
     */
    public static List<Response> play(RawClient client, Transcript transcript, String authority) {
        return new TranscriptClient(client, transcript, authority).play();
    }

    private List<Response> play() {
        var responses = new ArrayList<Response>();
        for (var exchange : transcript.exchanges()) {
            responses.add(play(exchange));
        }
        return List.copyOf(responses);
    }

    private Response play(Exchange exchange) {
        var words = exchange.request().start().text().split(" ");
        client.send(Draft.request(exchange.request(), authority));
        var response = response(exchange, words[0]);
        checkInterim(exchange.interim(), response);
        Expectation.check(transcript, exchange.answer(), response.head(), response.body());
        if (!response.isComplete()) {
            throw mismatch(exchange.answer(), "the response was cut", response.toString());
        }
        if (words[0].equals("CONNECT") && response.status() / 100 == 2) {
            authority = words[1];
        }
        return response;
    }

    private Response response(Exchange exchange, String method) {
        try {
            return client.response(method);
        } catch (AssertionError e) {
            var mismatch = mismatch(exchange.answer(), "no proper response came: " + e.getMessage(), WireText.show(client.received()));
            mismatch.initCause(e);
            throw mismatch;
        }
    }

    /** Every written interim response must be among those that came, in this order; others are ignored. */
    private void checkInterim(List<Message> expected, Response response) {
        var seen = response.interim().iterator();
        for (var message : expected) {
            boolean found = false;
            while (!found && seen.hasNext()) {
                var head = seen.next();
                if (Integer.parseInt(head.startLine().substring(9, 12)) == message.status()) {
                    Expectation.check(transcript, message, head, new byte[0]);
                    found = true;
                }
            }
            if (!found) {
                throw mismatch(message, "this interim response did not come", response.interim() + "\n" + response);
            }
        }
    }

    private TranscriptMismatch mismatch(Message message, String what, String seen) {
        return new TranscriptMismatch(transcript, message.start().number(), what, seen);
    }
}
