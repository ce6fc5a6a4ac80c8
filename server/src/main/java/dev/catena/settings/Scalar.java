// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a type that one scalar of the file is read into: by its {@code public static T parse(String)}, which throws
 * {@link IllegalArgumentException} with a sentence for the person who wrote it. Its {@code toString} prints what {@code parse} reads.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Scalar {

    /** What is expected, with an article and an example: "a port or a range of ports, such as 8000-8100". */
    String expected();

    /** A regular expression (of the dialect JSON Schema has) for the text; what it lets through, {@code parse} judges. */
    String pattern() default "";

    /** Whether a plain whole number is a spelling, too. */
    boolean number() default false;
}
