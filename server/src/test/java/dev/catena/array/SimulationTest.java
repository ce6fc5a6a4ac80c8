// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final long KEYS = 200_000;

    @Test
    void rendezvous_is_even_and_moves_what_it_has_to_whatever_the_loads() {
        var lost = new Simulation(OwnerHash.RENDEZVOUS, KEYS, 5, List.of(1, 2, 3), 1, 0, 0).run();
        assertThat(lost.highest()).isLessThan(1.02);
        assertThat(lost.lowest()).isGreaterThan(0.98);
        assertThat(lost.moved()).isEqualTo(lost.due());
        assertThat(lost.astray()).isZero();
        var removed = new Simulation(OwnerHash.RENDEZVOUS, KEYS, 5, List.of(1, 2, 3), 0, 1, 0).run();
        assertThat(removed.moved()).isEqualTo(lost.moved());
        assertThat(removed.astray()).isZero();
        var joined = new Simulation(OwnerHash.RENDEZVOUS, KEYS, 4, List.of(1), 0, 0, 1).run();
        assertThat(joined.moved()).isCloseTo(0.2, within(0.004));
        assertThat(joined.astray()).isZero();
    }

    @Test
    void carp_is_uneven_and_moves_others_urls_where_loads_differ() {
        var equal = new Simulation(OwnerHash.CARP_V1, KEYS, 3, List.of(1), 1, 0, 0).run();
        assertThat(equal.deviation()).isGreaterThan(0.05);
        assertThat(equal.astray()).isZero();
        assertThat(new Simulation(OwnerHash.CARP_V1, KEYS, 4, List.of(1, 2, 3, 4), 0, 1, 0).run().astray()).isGreaterThan(0.001);
        assertThat(new Simulation(OwnerHash.CARP_SQUID, 1000, 1000, List.of(1, 2), 0, 0, 0).run().unowned()).isPositive();
        // a member that goes changes what Squid computes for all that are visited after it
        assertThat(new Simulation(OwnerHash.CARP_SQUID, KEYS, 3, List.of(1), 0, 1, 0).run().astray()).isGreaterThan(0.2);
    }

    @Test
    void what_cannot_be_counted_is_said() {
        assertThatThrownBy(() -> new Simulation(OwnerHash.CARP_V1, 10, 2, List.of(1), 1, 1, 0)).hasMessage("at least one member has to be left");
        assertThatThrownBy(() -> new Simulation(OwnerHash.CARP_V1, 10, 2, List.of(1, 0), 1, 0, 0)).hasMessage("at least one of the members that are left needs a load");
        assertThatThrownBy(() -> new Simulation(OwnerHash.CARP_V1, 10_000_001, 2, List.of(1), 1, 0, 0)).hasMessage("keys go from 1 to 10000000");
        assertThatThrownBy(() -> new Simulation(OwnerHash.CARP_V1, 1, 1001, List.of(1), 1, 0, 0)).hasMessage("an array has 1 to 1000 members");
    }
}
