// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.util.List;

/** Where finished exchanges go. Readings run on the exchange's event loop, so none may block. */
public final class Journal {
    /** One reading of finished exchanges. */
    @FunctionalInterface
    public interface Reading {
        /** Takes note of an exchange that will not change any more; fast, never blocking. */
        void read(ExchangeRecord exchange);
    }

    /** Characters of a URL that are recorded; a longer one is cut. */
    static final int TEXT_MAX = 8192;

    private volatile Reading[] readings;

    public Journal(List<Reading> readings) {
        this.readings = readings.toArray(Reading[]::new);
    }

    public void publish(ExchangeRecord exchange) {
        var bounded = exchange.bounded(TEXT_MAX);
        for (var reading : readings) reading.read(bounded);
    }

    /** Takes other readings from the next exchange on. */
    public void replace(List<Reading> others) {
        readings = others.toArray(Reading[]::new);
    }
}
