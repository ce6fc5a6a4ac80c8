// SPDX-License-Identifier: Apache-2.0
package dev.catena.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** A benchmark that nobody ran for a while is broken when it is needed; so each is called once with every build. */
class EveryBenchmarkTest {
    @Test
    void each_one_runs_once() throws RunnerException {
        System.setProperty("jmh.ignoreLock", "true"); // nothing is timed, so measurements going on beside this do not matter to it
        var once = new OptionsBuilder().mode(Mode.SingleShotTime).forks(0).warmupIterations(0).measurementIterations(1)
            .shouldFailOnError(true).verbosity(VerboseMode.SILENT).build();
        assertThat(new Runner(once).run()).hasSizeGreaterThan(10);
    }
}
