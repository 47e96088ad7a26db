package io.gossamer.train.federated;

import io.gossamer.codec.array.Codec;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.train.arrival.ArrivalPlan;
import io.gossamer.train.arrival.Arrivals;
import io.gossamer.train.optimizer.Optimizer;
import io.gossamer.train.strategy.Learner;
import io.gossamer.train.strategy.Site;
import io.gossamer.train.strategy.Strategy;
import io.gossamer.train.strategy.Subject;
import java.util.List;

/**
 * How far local steps lead clients away from the model that they received, which others may have moved on meanwhile. A step
 * of the run is one aggregation: those who deliver in the window say (x_i - y_i) / (eta_l K), x_i the model received and
 * y_i where K local steps led from it, times their weight, and the model moves by x = x - eta_g eta_l K sum_i omega_i said_i.
 * Who starts then receives the new model. Of the strategy it reads eta_l (the learning rate, by aggregations) and eta_g (the
 * outer learning rate of the merge). The server is rank 0.
 *
 * @param clients M; 0 for one on each node. Shared out in contiguous stretches, as the training data is
 * @param localSteps K
 * @param inner the optimiser of local steps, made anew for each contribution
 * @param localClip largest L2 norm of the gradient of a local step, 0 for none
 * @param codec of what clients say
 * @param relativeTo what y_i is compared with
 * @param plan who delivers when, for M clients and the run's seed
 */
public record AsynchronousAveraging(
        int clients,
        int localSteps,
        Optimizer.Spec inner,
        double localClip,
        Codec codec,
        Reference relativeTo,
        PlanFactory plan)
        implements Subject {
    /** The model that a client's change is relative to. */
    public enum Reference {
        /** The one that it received. */
        RECEIVED,
        /**
         * The server's at the time of the aggregation: x = (1 - alpha) x + alpha y for one contributor of weight alpha, the
         * mixing of FedAsync (Xie, Koyejo and Gupta, "Asynchronous federated optimization", arXiv 1903.03934).
         */
        CURRENT
    }

    /** Makes the plan of a run. */
    @FunctionalInterface
    public interface PlanFactory {
        ArrivalPlan create(int clients, long seed);
    }

    @Override
    public Learner learner(Strategy strategy, Site site) {
        return new WindowLearner(this, strategy, site);
    }

    Arrivals arrivals(int nodes, long seed) {
        return new Arrivals(plan.create(clients == 0 ? nodes : clients, seed));
    }

    /** The layout of what a client says of a network. */
    static FlatLayout said(FlatLayout network) {
        return FlatLayout.of(List.of("all"), List.of(new long[] {network.elements()}));
    }
}
