// SPDX-License-Identifier: Apache-2.0
package dev.catena.doctor;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes all examinations at once and reports them in their order. */
public final class Doctor {
    private static final System.Logger LOG = System.getLogger(Doctor.class.getName());

    private Doctor() {}

    /** Blocks until all are done; each of them has a bounded time. */
    public static List<Check> examine(List<Examination> examinations) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = examinations.stream().map(examination -> threads.submit(examination::run)).toList();
            var checks = new ArrayList<Check>();
            running.forEach(each -> checks.addAll(found(each)));
            return List.copyOf(checks);
        }
    }

    private static List<Check> found(Future<List<Check>> examination) {
        try {
            return examination.get();
        } catch (ExecutionException mistake) {
            LOG.log(Level.ERROR, "an examination failed", mistake.getCause());
            return List.of(Check.failing("doctor", "itself", "one examination failed by a fault of Catena's own",
                "report it; the service log, or standard error, has the details"));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return List.of(Check.failing("doctor", "itself", "it was interrupted", "ask again"));
        }
    }
}
