// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The manifest in the manual is one, its parts fit each other, and the settings in it are without fault, as a pod would have them. */
class KubernetesManualTest {
    private static final Path CHAPTER = Path.of("..", "docs", "manual", "array.md");

    @Test
    void the_manifest_in_the_manual_can_be_used() throws IOException {
        var documents = documents();
        assertThat(documents).extracting(each -> String.valueOf(each.get("kind"))).containsExactly("Service", "ConfigMap", "StatefulSet");
        var service = documents.get(0);
        var set = documents.get(2);
        assertThat(at(service, "spec", "clusterIP")).isEqualTo("None");
        assertThat(at(set, "spec", "serviceName")).isEqualTo(at(service, "metadata", "name"));
        assertThat(at(set, "spec", "template", "metadata", "labels")).isEqualTo(at(service, "spec", "selector")).isEqualTo(at(set, "spec", "selector", "matchLabels"));
        assertThat(documents).extracting(each -> String.valueOf(at(each, "metadata", "namespace"))).containsOnly("proxies");

        var reading = SettingsReader.of(ProxySettings.class).read("catena.yaml", String.valueOf(at(documents.get(1), "data", "catena.yaml")), overrides(set));
        assertThat(reading.faults()).isEmpty();
        if (!(reading instanceof Reading.Usable<ProxySettings>(var settings, _))) throw new AssertionError(reading.faults().toString());
        assertThat(settings.array().kubernetes()).isEqualTo("catena.proxies");
        assertThat(settings.array().address()).hasToString("10.1.2.3:3130");
        assertThat(settings.array().proxy()).hasToString("catena-0.catena.proxies.svc.cluster.local:3128");
    }

    /** What follows {@code --set}, with what the kubelet puts in its place. */
    private static List<String> overrides(Map<?, ?> set) {
        var container = (Map<?, ?>) ((List<?>) at(set, "spec", "template", "spec", "containers")).getFirst();
        assertThat(String.valueOf(container.get("env"))).contains("name=POD_IP", "fieldPath=status.podIP", "name=POD_NAME", "fieldPath=metadata.name");
        var arguments = ((List<?>) container.get("args")).stream().map(String::valueOf).toList();
        var overrides = new ArrayList<String>();
        for (int i = 1; i < arguments.size(); i++) {
            if (arguments.get(i - 1).equals("--set")) overrides.add(arguments.get(i).replace("$(POD_IP)", "10.1.2.3").replace("$(POD_NAME)", "catena-0"));
        }
        return overrides;
    }

    private static List<Map<?, ?>> documents() throws IOException {
        var chapter = Files.readString(CHAPTER);
        var from = chapter.indexOf("```yaml\n", chapter.indexOf("### In Kubernetes")) + "```yaml\n".length();
        var all = new Load(LoadSettings.builder().build()).loadAllFromString(chapter.substring(from, chapter.indexOf("```", from)));
        return StreamSupport.stream(all.spliterator(), false).<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
    }

    private static Object at(Object from, String... path) {
        var at = from;
        for (var key : path) at = ((Map<?, ?>) at).get(key);
        return at;
    }
}
