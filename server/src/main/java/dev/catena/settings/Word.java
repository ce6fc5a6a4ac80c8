// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a static factory of a record that a single word stands for: {@code console: off}, {@code match: any}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Word {

    /** The word in the file. */
    String value();

    /** What it means, for the manual. */
    String doc();
}
