import { describeReactRecipe } from './react-recipe.ts';

describeReactRecipe('TanStack Query', ['README', 'fetch', 'tanstack']);
