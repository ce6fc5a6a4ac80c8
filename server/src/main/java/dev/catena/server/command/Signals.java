// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.lang.reflect.Proxy;

/**
 * The signals of the operating system. The JDK has them in {@code sun.misc.Signal} only, which the compiler warns of wherever it
 * is named; so it is reached by reflection, and a JVM without it goes on without handling signals.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs something each time the signal comes, on a thread of its own.
     *
     * @param name without SIG: {@code TERM}
     * @return false if this signal cannot be handled here
     */
    static boolean on(String name, Runnable action) {
        try {
            var signalType = Class.forName("sun.misc.Signal");
            var handlerType = Class.forName("sun.misc.SignalHandler");
            var handler = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, (self, method, arguments) ->
                switch (method.getName()) {
                    case "handle" -> {
                        action.run();
                        yield null;
                    }
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    default -> "on " + name;
                });
            signalType.getMethod("handle", signalType, handlerType)
                .invoke(null, signalType.getConstructor(String.class).newInstance(name), handler);
            return true;
        } catch (ReflectiveOperationException notHere) {
            return false;
        }
    }
}
