// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.catena.net.LimitSettings;
import java.lang.management.ManagementFactory;
import java.util.List;

/** What the system gives this process. */
public final class MachineExamination implements Examination {
    private static final String GROUP = "machine";
    /** Files, logs, pipes of the loops and the JVM's own. */
    private static final int FILES_BESIDES = 200;

    private final LimitSettings limits;

    public MachineExamination(LimitSettings limits) {
        this.limits = limits;
    }

    @Override
    public List<Check> run() {
        var java = "Java %s (%s), %s %s, %d processors, heap up to %d MiB".formatted(System.getProperty("java.version"), System.getProperty("java.vendor"),
            System.getProperty("os.name"), System.getProperty("os.arch"), Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory() >> 20);
        var files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? files(system.getOpenFileDescriptorCount(), system.getMaxFileDescriptorCount(), limits.connections())
            : Check.fine(GROUP, "open files", "this system does not say how many there may be");
        return List.of(Check.fine(GROUP, "process", java), files);
    }

    /** A connection of a client needs a file, and another one at its next hop. */
    static Check files(long open, long most, int connections) {
        long wanted = 2L * connections + FILES_BESIDES;
        if (most >= wanted) return Check.fine(GROUP, "open files", "%d of %d".formatted(open, most));
        return Check.doubtful(GROUP, "open files", "at most %d, enough for some %d connections of clients, and `limits.connections` is %d"
                .formatted(most, Math.max(0, (most - FILES_BESIDES) / 2), connections),
            "raise the limit to %d (`LimitNOFILE=` of the unit, `ulimit -Hn` of the shell), or lower `limits.connections`".formatted(wanted));
    }
}
