// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.Headers;

/** Where the bytes of one body come from. Owner: the event loop of the exchange. */
public interface BodySource {
    /** A body without bytes, for messages that have none. */
    BodySource EMPTY = new BodySource() {
        @Override
        public void sendTo(BodySink sink) {
            sink.end(Headers.EMPTY);
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void abandon() {}
    };

    /** Starts the flow. Called once; chunks may come before it returns. */
    void sendTo(BodySink sink);

    /** Asks for no more until {@link #resume}; what was read already still comes. */
    void pause();

    void resume();

    /** Nobody wants the rest; the sink hears nothing any more. */
    void abandon();

    /** Whether the body can be had once more, from its beginning and from another source, should this one's bytes be lost on their way. */
    default boolean isRepeatable() {
        return false;
    }
}
