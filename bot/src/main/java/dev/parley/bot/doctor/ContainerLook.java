package dev.parley.bot.doctor;

import dev.parley.engine.models.Cgroup;
import dev.parley.engine.models.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a container or a service manager lets Parley take.
 *
 * @param cgroup the control groups
 */
record ContainerLook(Cgroup cgroup) implements Look {
    private static final double FEW = 1;

    @Override
    public List<Finding> look() {
        List<String> limits = new ArrayList<>();
        cgroup.memory()
                .ifPresent(memory -> limits.add(Sizes.of(memory.bytes()) + " of memory, of which "
                        + Sizes.of(memory.left()) + " are left (" + memory.file() + ")"));
        OptionalDouble cpus = cgroup.cpus();
        cpus.ifPresent(quota -> limits.add(String.format(Locale.ROOT, "%.2f processors", quota)));
        if (limits.isEmpty()) {
            return List.of(new Finding.Well("no limit of memory or processors"));
        }
        String words = String.join("; ", limits);
        return List.of(
                cpus.orElse(FEW) < FEW
                        ? new Finding.Warning(
                                words + ": replies will come slowly.",
                                "Give it a processor at least: docker run --cpus 2, CPUQuota=200% in the service,"
                                        + " resources.limits.cpu in Kubernetes.")
                        : new Finding.Well(words));
    }
}
