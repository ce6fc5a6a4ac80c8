// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A program that runs. Ends only what it started, by handle. */
public final class RunningPeer implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final String command;
    private final Process process;
    private final Output out;
    private final Output err;

    RunningPeer(String command, Process process, OutputStream copy) {
        this.command = command;
        this.process = process;
        this.out = new Output(process.getInputStream(), copy);
        this.err = new Output(process.getErrorStream(), OutputStream.nullOutputStream());
    }

    /** Waits for its end; fails, with what it printed so far, when it does not come in time. */
    public Peer.Ran awaitExit(Duration within) {
        if (!ended(within)) {
            throw new AssertionError("still running after %s: %s%n--- stdout%n%s%n--- stderr%n%s"
                    .formatted(within, command, out.text(), err.text()));
        }
        out.awaitEnd();
        err.awaitEnd();
        return new Peer.Ran(command, process.exitValue(), out.text(), err.text());
    }

    /** Waits until it has printed {@code text}, on either stream. */
    public void awaitOutput(String text, Duration within) {
        Patience.until("'%s' in the output of: %s".formatted(text, command), within, () -> printed().contains(text));
    }

    /** What it printed so far: stdout, then stderr. */
    public String printed() {
        return out.text() + err.text();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Its input, for more than a text. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /** Writes to its input. */
    public void type(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Ends its input. */
    public void finishInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException _) {
            // It has ended, and its input with it.
        }
    }

    /** Asks it and everything it started to end, insists after 5 s, and returns when they are gone: none writes a file any more. */
    @Override
    public void close() {
        var family = Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        var grace = Patience.of(GRACE);
        family.forEach(ProcessHandle::destroy);
        var stubborn = family.stream().filter(member -> !isGone(member, grace)).toList();
        stubborn.forEach(ProcessHandle::destroyForcibly);
        var end = Patience.of(GRACE);
        stubborn.forEach(member -> isGone(member, end));
    }

    private static boolean isGone(ProcessHandle member, Patience patience) {
        try {
            member.onExit().get(Math.max(0, patience.nanosLeft()), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("waiting for the end of process " + member.pid(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean ended(Duration within) {
        try {
            return process.waitFor(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** One output stream, read to its end on a thread of its own so that the program never blocks; its first 1 MiB is kept. */
    private static final class Output {
        private static final int KEPT_MAX = 1024 * 1024;

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final Thread thread;

        Output(InputStream stream, OutputStream copy) {
            thread = Thread.ofVirtual().name("peer-output").start(() -> read(stream, copy));
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }

        /** A grandchild may hold the stream open after the program's end: then what came so far must do. */
        void awaitEnd() {
            try {
                thread.join(Duration.ofSeconds(1));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private void read(InputStream stream, OutputStream copy) {
            var slice = new byte[64 * 1024];
            try (stream) {
                for (int n = stream.read(slice); n >= 0; n = stream.read(slice)) {
                    keep(slice, n);
                    copy.write(slice, 0, n);
                }
            } catch (IOException _) {
                // The process ended and took the pipe with it.
            }
        }

        private synchronized void keep(byte[] slice, int length) {
            kept.write(slice, 0, Math.min(length, KEPT_MAX - kept.size()));
        }
    }
}
