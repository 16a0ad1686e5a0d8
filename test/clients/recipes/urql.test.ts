import { describeReactRecipe } from './react-recipe.ts';

describeReactRecipe('urql with Graphcache', ['README', 'urql']);
