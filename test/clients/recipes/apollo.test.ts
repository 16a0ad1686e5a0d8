import { describeReactRecipe } from './react-recipe.ts';

describeReactRecipe('Apollo Client', ['README', 'apollo']);
