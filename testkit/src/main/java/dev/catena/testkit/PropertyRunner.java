// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/** Runs a {@link Property} with one seed after the other; the first depends on the test alone, so that a change is judged by what it changed. */
final class PropertyRunner implements InvocationInterceptor, ParameterResolver {
    static final String SEED = "catena.seed";
    static final String RANDOM = "random";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cases.class;
    }

    /** A placeholder: every try brings its own. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return new Cases(0);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> test, ExtensionContext context) throws Throwable {
        invocation.skip();
        var method = test.getExecutable();
        method.setAccessible(true);
        var target = context.getRequiredTestInstance();
        var asked = System.getProperty(SEED);
        if (asked != null && !asked.equals(RANDOM)) {
            attempt(method, target, Long.decode(asked));
            return;
        }
        var seeds = asked == null ? new SplittableRandom(method.toString().hashCode()) : new SplittableRandom();
        for (int tries = method.getAnnotation(Property.class).tries(); tries > 0; tries--) {
            attempt(method, target, seeds.nextLong());
        }
    }

    static void attempt(Method method, Object target, long seed) throws Throwable {
        try {
            method.invoke(target, new Cases(seed));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof TestAbortedException unsuitable) {
                throw unsuitable;
            }
            throw new AssertionError("%s%nrepeat this case with -D%s=%d".formatted(e.getCause(), SEED, seed), e.getCause());
        }
    }
}
