package io.gossamer.generate.learning;

import io.gossamer.generate.expert.Ensemble;
import io.gossamer.generate.expert.Guided;
import io.gossamer.generate.expert.NetworkField;
import io.gossamer.generate.expert.NetworkRouter;
import io.gossamer.generate.expert.Router;
import io.gossamer.generate.expert.Routing;
import io.gossamer.generate.flow.VelocityField;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.model.network.Networks;
import io.gossamer.train.merge.ModelMean;
import java.util.List;

/** Trained experts and their router. Owns their parameters. */
public final class DecentralizedModel implements AutoCloseable {
    private final DecentralizedPlan plan;
    private final List<FlatTensors> experts;
    private final FlatTensors router;

    DecentralizedModel(DecentralizedPlan plan, List<FlatTensors> experts, FlatTensors router) {
        this.plan = plan;
        this.experts = List.copyOf(experts);
        this.router = router;
    }

    /** The experts' parameters, by cluster. */
    public List<FlatTensors> experts() {
        return experts;
    }

    /** What the trained router says. */
    public Router router() {
        return new NetworkRouter(plan.router().apply(experts.size()), router);
    }

    /** The router's size, in bytes: what each who samples must be sent. */
    public long routerBytes() {
        return router.layout().elements() * Float.BYTES;
    }

    /** Samples by the trained router. */
    public Ensemble ensemble(Routing routing, long seed) {
        return ensemble(router(), routing, seed);
    }

    /** Samples by another router, such as the exact posterior. */
    public Ensemble ensemble(Router by, Routing routing, long seed) {
        return new Ensemble(fields(), by, routing, seed);
    }

    /** Samples with classifier-free guidance; all experts' guided velocities count by the same weights. */
    public Ensemble guided(int classes, double scale, Routing routing, long seed) {
        return new Ensemble(
                fields().stream()
                        .map(field -> new Guided(field, classes, scale))
                        .toList(),
                router(),
                routing,
                seed);
    }

    private List<? extends VelocityField> fields() {
        return experts.stream().map(expert -> field(plan, expert)).toList();
    }

    /** The velocity of any network of a plan's architecture. */
    public static VelocityField field(DecentralizedPlan plan, FlatTensors parameters) {
        return new NetworkField(
                plan.architecture(),
                parameters,
                plan.prediction(),
                plan.matching().schedule());
    }

    /** The mean of the experts' parameters, the caller's to close. */
    public FlatTensors average() {
        FlatTensors mean = experts.getFirst().likeThis();
        ModelMean.of(experts, mean);
        return mean;
    }

    List<FlowTraining.Teacher> teachers() {
        return experts.stream()
                .map(expert -> Networks.function(plan.architecture(), expert))
                .<FlowTraining.Teacher>map(function -> function::apply)
                .toList();
    }

    @Override
    public void close() {
        experts.forEach(FlatTensors::close);
        router.close();
    }
}
