// SPDX-License-Identifier: Apache-2.0
package dev.catena.architecture;

import java.lang.classfile.Annotation;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Every class that a compiled class mentions: in its code, in the types of its fields, methods and record components, in
 * their generic signatures, and in annotations.
 */
final class References {
    /** A class type inside a descriptor or a generic signature. */
    private static final Pattern CLASS_TYPE = Pattern.compile("L([\\w$/]+)");

    private final Set<String> names = new TreeSet<>();

    private References() {}

    /** The binary names of the classes {@code model} mentions, itself included. */
    static Set<String> of(ClassModel model) {
        var references = new References();
        references.addPool(model);
        references.addDeclared(model);
        model.fields().forEach(field -> {
            references.addTypes(field.fieldType().stringValue());
            references.addDeclared(field);
        });
        model.methods().forEach(method -> {
            references.addTypes(method.methodType().stringValue());
            references.addDeclared(method);
        });
        model.findAttribute(Attributes.record()).ifPresent(record -> record.components().forEach(references::addDeclared));
        return references.names;
    }

    private void addPool(ClassModel model) {
        for (var entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry type -> addClass(type.asInternalName());
                case NameAndTypeEntry member -> addTypes(member.type().stringValue());
                case MethodTypeEntry type -> addTypes(type.descriptor().stringValue());
                default -> { }
            }
        }
    }

    private void addDeclared(AttributedElement element) {
        element.findAttribute(Attributes.signature()).ifPresent(found -> addTypes(found.signature().stringValue()));
        element.findAttribute(Attributes.runtimeVisibleAnnotations())
            .ifPresent(found -> found.annotations().forEach(this::addAnnotation));
        element.findAttribute(Attributes.runtimeInvisibleAnnotations())
            .ifPresent(found -> found.annotations().forEach(this::addAnnotation));
    }

    private void addAnnotation(Annotation annotation) {
        addTypes(annotation.className().stringValue());
    }

    private void addClass(String internalName) {
        if (internalName.startsWith("[")) {
            addTypes(internalName);
        } else {
            names.add(internalName.replace('/', '.'));
        }
    }

    private void addTypes(String descriptor) {
        CLASS_TYPE.matcher(descriptor).results().forEach(type -> names.add(type.group(1).replace('/', '.')));
    }
}
