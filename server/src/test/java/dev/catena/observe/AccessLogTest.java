// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class AccessLogTest {
    @TempDir
    Path folder;

    private final LogLosses losses = new LogLosses();
    private final Sayings serviceLog = new Sayings();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void closing_writes_every_line_in_order() throws IOException {
        var path = folder.resolve("access.log");
        try (var log = new AccessLog(settings(path.toString(), 65536), losses)) {
            for (int i = 0; i < 10_000; i++) log.read(Exchanges.numbered(i));
        }
        var lines = Files.readAllLines(path);
        assertThat(lines).hasSize(10_000);
        for (int i = 0; i < 10_000; i++) assertThat(lines.get(i)).contains("http://example.test/" + i + " ");
        assertThat(losses.dropped().sum()).isZero();
    }

    @Test
    void lines_are_written_without_waiting_for_the_end() throws InterruptedException {
        var written = new CountDownLatch(1);
        var log = onto(16, new OutputStream() {
            @Override
            public void write(int octet) {
                if (octet == '\n') written.countDown();
            }
        });
        log.read(Exchanges.fetched());
        assertThat(written.await(5, TimeUnit.SECONDS)).isTrue();
        log.close();
    }

    @Test
    void what_the_queue_cannot_hold_is_dropped_counted_and_said_once_a_minute() throws InterruptedException {
        var disk = new StuckDisk();
        var log = onto(16, disk);
        fill(log, disk);
        for (int i = 0; i < 5; i++) log.read(Exchanges.numbered(i));
        assertThat(losses.dropped().sum()).isEqualTo(5);
        disk.goOn.release(1000);
        serviceLog.awaitSaid(1);
        assertThat(serviceLog.said).containsExactly("WARNING access log scratch lost 5 lines: its disk or reader is too slow, or `log.queue` too small");
        log.close();
        assertThat(disk.lines.get()).isEqualTo(17);
    }

    @Test
    void long_urls_cannot_fill_the_memory() throws InterruptedException {
        var disk = new StuckDisk();
        var log = onto(65536, disk);
        log.read(Exchanges.fetched());
        disk.stuck.acquire();
        for (int i = 0; i < 1030; i++) log.read(Exchanges.fetched(e -> e.target = "http://a/" + "x".repeat(2000)));
        log.read(Exchanges.fetched());
        assertThat(losses.dropped().sum()).isEqualTo(6);
        disk.goOn.release(1000);
        log.close();
        assertThat(disk.lines.get()).isEqualTo(1026);
    }

    @Test
    void a_full_disk_is_said_once_and_loses_nothing_while_the_queue_holds() {
        var disk = new FullDisk();
        var log = onto(16, disk);
        log.read(Exchanges.fetched());
        serviceLog.awaitSaid(1);
        disk.full = false;
        log.reopen();
        serviceLog.awaitSaid(2);
        log.close();
        assertThat(serviceLog.said).satisfiesExactly(
            said -> assertThat(said).startsWith("WARNING access log scratch cannot be written: java.io.IOException: No space left on device; up to 16 lines wait"),
            said -> assertThat(said).isEqualTo("INFO access log scratch is written again"));
        assertThat(disk.lines.get()).isEqualTo(1);
        assertThat(losses.failures().sum()).isPositive();
        assertThat(losses.dropped().sum()).isZero();
    }

    @Test
    void what_is_left_at_the_end_on_a_full_disk_is_counted() {
        var log = onto(16, new FullDisk());
        for (int i = 0; i < 3; i++) log.read(Exchanges.numbered(i));
        log.close();
        assertThat(losses.dropped().sum()).isEqualTo(3);
    }

    @Test
    void a_reload_keeps_the_logs_that_did_not_change() throws IOException {
        var one = folder.resolve("one.log");
        var two = folder.resolve("two.log");
        var logs = new AccessLogs(losses);
        logs.apply(List.of(settings(one.toString(), 100), settings(one.toString(), 100)));
        logs.read(Exchanges.numbered(1));
        logs.apply(List.of(settings(two.toString(), 100), settings(one.toString(), 100)));
        logs.read(Exchanges.numbered(2));
        logs.apply(List.of(settings(two.toString(), 100)));
        logs.read(Exchanges.numbered(3));
        logs.close();
        assertThat(Files.readAllLines(one)).hasSize(2);
        assertThat(Files.readAllLines(two)).hasSize(2);
    }

    @Test
    void a_huge_url_is_cut_for_every_reading() {
        var seen = new Recent();
        new Journal(List.of(seen)).publish(Exchanges.fetched(e -> e.target = "http://a/" + "x".repeat(60_000)));
        assertThat(seen.last(1).getFirst().target).hasSize(8192);
        assertThat(seen.last(1).getFirst().status).isEqualTo(200);
    }

    /** Waits until the writer sits in the disk with one line, then fills the queue behind it. */
    private static void fill(AccessLog log, StuckDisk disk) throws InterruptedException {
        log.read(Exchanges.numbered(0));
        disk.stuck.acquire();
        for (int i = 1; i <= 16; i++) log.read(Exchanges.numbered(i));
    }

    private AccessLog onto(int queue, OutputStream disk) {
        var settings = settings("scratch", queue);
        return new AccessLog(settings, LineFormat.of(settings), new LogSink.Stream(disk, () -> ""), losses, serviceLog, nanos::get);
    }

    private static LogSettings settings(String to, int queue) {
        return new LogSettings(LogFormat.SQUID, to, QueryText.REDACT, queue);
    }

    /** Counts lines, after each write got leave. */
    private static final class StuckDisk extends OutputStream {
        final Semaphore stuck = new Semaphore(0);
        final Semaphore goOn = new Semaphore(0);
        final AtomicLong lines = new AtomicLong();

        @Override
        public void write(int octet) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            stuck.release();
            goOn.acquireUninterruptibly();
            lines.addAndGet(new String(bytes, from, length, StandardCharsets.ISO_8859_1).lines().count());
        }
    }

    private static final class FullDisk extends OutputStream {
        final AtomicLong lines = new AtomicLong();
        volatile boolean full = true;

        @Override
        public void write(int octet) throws IOException {
            if (full) throw new IOException("No space left on device");
            if (octet == '\n') lines.incrementAndGet();
        }
    }
}
