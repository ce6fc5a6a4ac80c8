// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test its {@link Stage} and clears it afterwards; what is found then is added to the test's own failure. */
public final class StageExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace OURS = Namespace.create(StageExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(OURS).computeIfAbsent(Stage.class, _ -> new Stage(), Stage.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        var stage = context.getStore(OURS).remove(Stage.class, Stage.class);
        if (stage != null) {
            stage.close();
        }
    }
}
