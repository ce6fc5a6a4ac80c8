// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

/** Responses in memory, shared by all event loops, never holding more bytes than it was given. */
public final class MemoryStore {
    /** @param capacity bytes of heads, bodies and bookkeeping, bodies on their way in included; 0 stores nothing */
    public MemoryStore(long capacity) {}

    /** Changes the bound; what does not fit any more is evicted. */
    public void resize(long capacity) {
        throw new UnsupportedOperationException();
    }

    /** Forgets all responses of a key; returns how many there were. */
    public int purge(String key) {
        throw new UnsupportedOperationException();
    }

    /** Forgets everything; returns how many responses there were. */
    public int clear() {
        throw new UnsupportedOperationException();
    }

    /** Bytes held: stored, being written, and still read after eviction. */
    public long bytes() {
        throw new UnsupportedOperationException();
    }

    /** The bound. */
    public long capacity() {
        throw new UnsupportedOperationException();
    }

    /** Responses stored. */
    public long objects() {
        throw new UnsupportedOperationException();
    }

    /** Responses pushed out for others since the start. */
    public long evictions() {
        throw new UnsupportedOperationException();
    }

    /** Responses not kept because what is stored was worth more, since the start. */
    public long rejected() {
        throw new UnsupportedOperationException();
    }

    /** Writers neither committed nor abandoned. */
    public int openWriters() {
        throw new UnsupportedOperationException();
    }
}
