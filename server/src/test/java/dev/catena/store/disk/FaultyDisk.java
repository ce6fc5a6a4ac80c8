// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** A disk that fails as it is told: full, read-only, with errors, with short writes, with bits that flip on their way to the platter. */
final class FaultyDisk implements Disk {
    /** What goes wrong. */
    enum Fault { NONE, SHORT_WRITE, WRITE_ERROR, READ_ERROR, FULL, BIT_FLIP, READ_ONLY }

    private final Disk real = new SystemDisk();
    private final Random random;
    private final LongAdder happened = new LongAdder();
    private volatile BooleanSupplier happens = () -> false;
    private volatile List<Fault> faults = List.of();

    FaultyDisk(long seed) {
        random = new Random(seed);
    }

    /** From now on each operation meets one of these faults with that probability, where it applies. */
    FaultyDisk with(double probability, Fault... kinds) {
        faults = List.of(kinds);
        happens = () -> {
            synchronized (random) {
                return random.nextDouble() < probability;
            }
        };
        return this;
    }

    /** How many operations met a fault that applies to them, or not. */
    long happened() {
        return happened.sum();
    }

    private Fault next() {
        if (!happens.getAsBoolean()) return Fault.NONE;
        happened.increment();
        synchronized (random) {
            return faults.isEmpty() ? Fault.NONE : faults.get(random.nextInt(faults.size()));
        }
    }

    private void mayChange() throws IOException {
        switch (next()) {
            case WRITE_ERROR -> throw new IOException("Input/output error");
            case READ_ONLY -> throw new IOException("Read-only file system");
            default -> { }
        }
    }

    @Override
    public File create(Path path) throws IOException {
        mayChange();
        return new FaultyFile(real.create(path));
    }

    @Override
    public File open(Path path) throws IOException {
        if (next() == Fault.READ_ERROR) throw new IOException("Input/output error");
        return new FaultyFile(real.open(path));
    }

    @Override
    public void delete(Path path) throws IOException {
        if (next() == Fault.READ_ONLY) throw new IOException("Read-only file system");
        real.delete(path);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        mayChange();
        real.move(from, to);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        return real.list(folder);
    }

    private final class FaultyFile implements File {
        private final File file;

        FaultyFile(File file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            if (next() == Fault.READ_ERROR) throw new IOException("Input/output error");
            return file.read(into, at);
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            return switch (next()) {
                case WRITE_ERROR -> {
                    part(from, at);
                    throw new IOException("Input/output error");
                }
                case READ_ONLY -> throw new IOException("Read-only file system");
                case FULL -> {
                    part(from, at);
                    throw new IOException("No space left on device");
                }
                case SHORT_WRITE -> part(from, at);
                case BIT_FLIP -> flipped(from, at);
                case NONE, READ_ERROR -> file.write(from, at);
            };
        }

        /** Writes a part of the bytes only. */
        private int part(ByteBuffer from, long at) throws IOException {
            int bytes = Math.max(1, bounded(from.remaining()));
            int written = file.write(from.duplicate().limit(from.position() + bytes), at);
            from.position(from.position() + written);
            return written;
        }

        private int flipped(ByteBuffer from, long at) throws IOException {
            var bytes = ByteBuffer.allocate(from.remaining()).put(from.duplicate()).flip();
            int bit = bounded(bytes.remaining() * 8);
            bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ 1 << bit % 8));
            int written = file.write(bytes, at);
            from.position(from.position() + written);
            return written;
        }

        private int bounded(int bound) {
            synchronized (random) {
                return random.nextInt(bound);
            }
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            mayChange();
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            mayChange();
            file.force();
        }

        @Override
        public FileChannel channel() {
            return file.channel();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
