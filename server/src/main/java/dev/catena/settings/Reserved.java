// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Keys of a record, or words of an enum, that the manual speaks of and this version does not have: the fault says so. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Reserved {

    /** The keys or words, as written in the file. */
    String[] value();
}
