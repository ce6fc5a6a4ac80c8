// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A promise of the product: a test that is given a {@link Stage}, after which nothing may be left behind.
 *
 * <p>A table of cases says {@code @ParameterizedTest @ExtendWith(StageExtension.class)} instead and takes the {@code Stage} as its
 * last parameter.
 */
@Test
@ExtendWith(StageExtension.class)
@Timeout(60)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Scenario {}
