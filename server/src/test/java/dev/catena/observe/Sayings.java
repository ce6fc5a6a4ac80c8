// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A service log that remembers what was said. */
final class Sayings implements System.Logger {
    final List<String> said = new CopyOnWriteArrayList<>();

    /** Waits until so much was said. */
    synchronized void awaitSaid(int count) {
        while (said.size() < count) {
            try {
                wait();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    private synchronized void say(String what) {
        said.add(what);
        notifyAll();
    }

    @Override
    public String getName() {
        return "sayings";
    }

    @Override
    public boolean isLoggable(Level level) {
        return true;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
        say(level + " " + message);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... parameters) {
        say(level + " " + format);
    }
}
