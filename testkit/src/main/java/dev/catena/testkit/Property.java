// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a law: it runs many times, each time with other {@link Cases}, its only parameter.
 *
 * <p>The cases are the same in every run, so that a change is judged by itself; {@code -Dcatena.seed=random} looks for new ones. A failure names
 * its seed, and {@code -Dcatena.seed=SEED} runs exactly that case again. Set-up methods run once for all tries.
 */
@Test
@ExtendWith(PropertyRunner.class)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Property {
    int tries() default 200;
}
