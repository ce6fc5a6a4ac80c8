// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.function.ToLongFunction;

/**
 * What the JVM says of itself. The management beans cost tens of milliseconds to start, so they are offered when the page is
 * first asked for.
 */
final class JvmMetrics {
    private JvmMetrics() {}

    static void offerTo(Metrics metrics) {
        heap(metrics, "used", MemoryUsage::getUsed);
        heap(metrics, "committed", MemoryUsage::getCommitted);
        heap(metrics, "max", MemoryUsage::getMax);
        for (var pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) metrics.offer(Metric.JVM_DIRECT, pool::getMemoryUsed, "jdk");
        }
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            metrics.offer(Metric.JVM_GC, collector::getCollectionCount, collector.getName());
            metrics.offer(Metric.JVM_GC_SECONDS, () -> collector.getCollectionTime() / 1e3, collector.getName());
        }
        metrics.offer(Metric.JVM_THREADS, ManagementFactory.getThreadMXBean()::getThreadCount);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            metrics.offer(Metric.OPEN_FILES, unix::getOpenFileDescriptorCount);
            metrics.offer(Metric.OPEN_FILES_MAX, unix::getMaxFileDescriptorCount);
        }
    }

    private static void heap(Metrics metrics, String state, ToLongFunction<MemoryUsage> bytes) {
        var memory = ManagementFactory.getMemoryMXBean();
        metrics.offer(Metric.JVM_HEAP, () -> bytes.applyAsLong(memory.getHeapMemoryUsage()), state);
    }
}
