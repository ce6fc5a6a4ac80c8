// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a component of a record as a key of the settings file. The reader, the reference manual, the JSON Schema and the
 * comparison of two readings are all made from these declarations.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {

    /** The {@link #initial} of a key that has to be written. */
    String REQUIRED = "<required>";

    /** What the key means, in words an operator understands: a sentence, with its unit and its special values. */
    String doc();

    /** The value of a key that is not written, in YAML as a person would write it; {@link #REQUIRED} when there is none. */
    String initial() default REQUIRED;

    /** The key, where it is not the component's name in kebab-case (Java reserves some words). */
    String key() default "";

    /** Whether a reload applies it; {@code false} asks for a restart. Holds for everything below the key, too. */
    boolean live() default true;

    /** The smallest valid value, written like the value; of a list or map, of each element. Empty: no bound. */
    String min() default "";

    /** The largest valid value, written like the value; of a list or map, of each element. Empty: no bound. */
    String max() default "";

    /**
     * Whether the members of an array may agree on it, so that it is the same on all of them. Holds for everything below the key, too. What is
     * a machine's own (addresses, paths, secrets, sizes) is not.
     */
    boolean shared() default false;
}
